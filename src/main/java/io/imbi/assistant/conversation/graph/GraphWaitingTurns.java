package io.imbi.assistant.conversation.graph;

import io.imbi.assistant.conversation.ConversationGoneException;
import io.imbi.assistant.conversation.WaitingTurns;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.graph.Graph;
import io.imbi.assistant.graph.LabelQuery;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.identity.Owner;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Keeps turns that wait for approval in nodes of their own, which nobody else reads. */
@Singleton
@RequiresStore(StoreKind.GRAPH)
final class GraphWaitingTurns implements WaitingTurns {

  /** Locking the conversation makes a deletion wait, or be seen. */
  static final LabelQuery KEEP =
      LabelQuery.of(
          """
          INSERT INTO {WaitingTurn} AS w (properties)
          SELECT agtype_build_map('conversation_id', $conversation, 'document', $document)
          FROM {Conversation} AS c WHERE {c.id} = $conversation AND {c.user_email} = $owner
          FOR KEY SHARE
          ON CONFLICT ({.conversation_id}) DO UPDATE SET properties = excluded.properties
          RETURNING w.properties
          """,
          "waiting");

  static final LabelQuery FIND =
      LabelQuery.of(
          """
          SELECT {w.document} FROM {WaitingTurn} AS w, {Conversation} AS c
          WHERE {c.id} = $conversation AND {c.user_email} = $owner
            AND {w.conversation_id} = $conversation
          """,
          "document");

  static final LabelQuery FORGET =
      LabelQuery.of(
          """
          DELETE FROM {WaitingTurn} AS w USING {Conversation} AS c
          WHERE {c.id} = $conversation AND {c.user_email} = $owner
            AND {w.conversation_id} = $conversation
          """);

  private final Graph graph;

  GraphWaitingTurns(Graph graph) {
    this.graph = graph;
  }

  @Override
  public void keep(Owner owner, UUID conversation, String document) {
    Parameters parameters = owned(owner, conversation).and("document", document);
    if (graph.runForOne(KEEP, parameters, row -> row).isEmpty()) {
      throw new ConversationGoneException(conversation);
    }
  }

  @Override
  public Optional<String> waiting(Owner owner, UUID conversation) {
    return graph.runForOne(FIND, owned(owner, conversation), row -> row.text("document"));
  }

  @Override
  public void forget(Owner owner, UUID conversation) {
    graph.run(FORGET, owned(owner, conversation));
  }

  private static Parameters owned(Owner owner, UUID conversation) {
    return Parameters.of("conversation", conversation.toString()).and("owner", owner.value());
  }
}
