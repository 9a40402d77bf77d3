package io.imbi.assistant.conversation.graph;

import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.graph.GraphSchema;
import io.imbi.assistant.graph.IndexKey;
import io.imbi.assistant.graph.Label;
import io.imbi.assistant.graph.PropertyIndex;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/** What conversations need of the graph. */
@Factory
final class ConversationGraph {

  @Singleton
  @RequiresStore(StoreKind.GRAPH)
  GraphSchema conversationSchema() {
    return schema();
  }

  static GraphSchema schema() {
    return new GraphSchema(
        List.of(
            Label.vertices("Conversation"),
            Label.vertices("Message"),
            Label.vertices("TurnLease"),
            Label.vertices("WaitingTurn"),
            Label.edges("CONTAINS"),
            Label.edges("HAS_CONVERSATION"),
            Label.foreignVertices("User")),
        List.of(
            PropertyIndex.on("Conversation", "id"),
            PropertyIndex.on(
                "Conversation",
                IndexKey.ascending("user_email"),
                IndexKey.descending("updated_at"),
                IndexKey.ascending("id")),
            PropertyIndex.unique("TurnLease", "conversation_id"),
            PropertyIndex.unique("WaitingTurn", "conversation_id"),
            PropertyIndex.on("User", "email")));
  }
}
