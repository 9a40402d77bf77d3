package io.imbi.assistant.thread.graph;

import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.graph.GraphSchema;
import io.imbi.assistant.graph.IndexKey;
import io.imbi.assistant.graph.Label;
import io.imbi.assistant.graph.PropertyIndex;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/** What threads need of the graph. */
@Factory
final class ThreadGraph {

  @Singleton
  @RequiresStore(StoreKind.GRAPH)
  GraphSchema threadSchema() {
    return schema();
  }

  static GraphSchema schema() {
    return new GraphSchema(
        List.of(
            Label.vertices("JimsThread"),
            Label.vertices("JimsEvent"),
            Label.vertices("JimsThreadLease"),
            Label.edges("HAS_JIMS_EVENT")),
        List.of(
            PropertyIndex.on("JimsThread", "id"),
            PropertyIndex.on(
                "JimsThread",
                IndexKey.ascending("contact_id"),
                IndexKey.descending("created_at"),
                IndexKey.descending("id")),
            PropertyIndex.on(
                "JimsEvent", IndexKey.ascending("thread_id"), IndexKey.ascending("position")),
            PropertyIndex.unique("JimsThreadLease", "thread_id")));
  }
}
