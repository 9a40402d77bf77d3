package io.imbi.assistant.identity.graph;

import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.graph.GraphSchema;
import io.imbi.assistant.graph.Label;
import io.imbi.assistant.graph.PropertyIndex;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/** What the directory needs of the graph; everything in it is made by the platform. */
@Factory
final class DirectoryGraph {

  @Singleton
  @RequiresStore(StoreKind.GRAPH)
  GraphSchema directorySchema() {
    return schema();
  }

  static GraphSchema schema() {
    return new GraphSchema(
        List.of(
            Label.foreignVertices("User"),
            Label.foreignVertices("ServiceAccount"),
            Label.foreignVertices("TokenMetadata"),
            Label.foreignVertices("APIKey"),
            Label.foreignVertices("Organization"),
            Label.foreignVertices("Role"),
            Label.foreignVertices("Permission"),
            Label.foreignEdges("MEMBER_OF"),
            Label.foreignEdges("OWNED_BY"),
            Label.foreignEdges("INHERITS_FROM"),
            Label.foreignEdges("GRANTS")),
        List.of(
            PropertyIndex.on("User", "email"),
            PropertyIndex.on("ServiceAccount", "slug"),
            PropertyIndex.on("TokenMetadata", "jti"),
            PropertyIndex.on("APIKey", "key_id")));
  }
}
