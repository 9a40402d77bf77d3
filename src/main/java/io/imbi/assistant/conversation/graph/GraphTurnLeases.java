package io.imbi.assistant.conversation.graph;

import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.graph.Graph;
import io.imbi.assistant.graph.GraphValue.Flag;
import io.imbi.assistant.graph.LabelQuery;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.identity.Owner;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;

/**
 * Keeps the leases of turns in nodes of their own, by the database's clock. A conversation's own
 * node would do, were it not changed by every round of the very turn that renews its lease.
 */
@Singleton
@RequiresStore(StoreKind.GRAPH)
final class GraphTurnLeases implements TurnLeases {

  /**
   * Takes the lease if it is free, has run out or is the holder's already. Locking the conversation
   * makes a deletion wait, or be seen.
   */
  private static final LabelQuery TAKE =
      LabelQuery.of(
          """
          INSERT INTO {TurnLease} AS l (properties)
          SELECT agtype_build_map('conversation_id', $conversation, 'holder', $holder,
            'expires_at', {now()} + $millis,
            'stop_requested', CAST('false' AS agtype))
          FROM {Conversation} AS c WHERE {c.id} = $conversation AND {c.user_email} = $owner
          FOR KEY SHARE
          ON CONFLICT ({.conversation_id}) DO UPDATE
          SET properties = CASE WHEN {l.holder} = $holder
            THEN l.properties || agtype_build_map('expires_at', {excluded.expires_at})
            ELSE excluded.properties END
          WHERE {l.holder} = $holder OR {l.expires_at} <= {now()}
          RETURNING l.properties
          """,
          "lease");

  private static final LabelQuery EXTEND =
      LabelQuery.of(
          """
          UPDATE {TurnLease} AS l
          SET properties = l.properties || agtype_build_map('expires_at', {now()} + $millis)
          WHERE {l.conversation_id} = $conversation AND {l.holder} = $holder
          RETURNING {l.stop_requested}
          """,
          "stop_requested");

  private static final LabelQuery RELEASE =
      LabelQuery.of(
          """
          DELETE FROM {TurnLease} AS l
          WHERE {l.conversation_id} = $conversation AND {l.holder} = $holder
          """);

  private static final LabelQuery REQUEST_STOP =
      LabelQuery.of(
          """
          UPDATE {TurnLease} AS l
          SET properties = l.properties || agtype_build_map('stop_requested', CAST('true' AS agtype))
          FROM {Conversation} AS c
          WHERE {c.id} = $conversation AND {c.user_email} = $owner
            AND {l.conversation_id} = $conversation AND {l.expires_at} > {now()}
          RETURNING l.properties
          """,
          "lease");

  private static final LabelQuery HELD =
      LabelQuery.of(
          """
          SELECT l.properties FROM {TurnLease} AS l, {Conversation} AS c
          WHERE {c.id} = $conversation AND {c.user_email} = $owner
            AND {l.conversation_id} = $conversation AND {l.expires_at} > {now()}
          """,
          "lease");

  private final Graph graph;

  GraphTurnLeases(Graph graph) {
    this.graph = graph;
  }

  @Override
  public Acquisition acquire(Owner owner, UUID conversation, UUID holder, Duration duration) {
    Parameters parameters = held(conversation, holder, duration).and("owner", owner.value());
    if (graph.runForOne(TAKE, parameters, row -> row).isPresent()) {
      return Acquisition.ACQUIRED;
    }
    Parameters key = Parameters.of("id", conversation.toString()).and("owner", owner.value());
    return graph.runForOne(Statements.FIND, key, row -> row).isPresent()
        ? Acquisition.HELD
        : Acquisition.NO_SUCH_CONVERSATION;
  }

  @Override
  public Renewal renew(UUID conversation, UUID holder, Duration duration) {
    return graph
        .runForOne(
            EXTEND,
            held(conversation, holder, duration),
            row ->
                row.get("stop_requested").equals(new Flag(true))
                    ? Renewal.STOP_REQUESTED
                    : Renewal.RENEWED)
        .orElse(Renewal.LOST);
  }

  @Override
  public void release(UUID conversation, UUID holder) {
    graph.run(
        RELEASE,
        Parameters.of("conversation", conversation.toString()).and("holder", holder.toString()));
  }

  @Override
  public boolean requestStop(Owner owner, UUID conversation) {
    return graph.runForOne(REQUEST_STOP, owned(owner, conversation), row -> row).isPresent();
  }

  @Override
  public boolean isHeld(Owner owner, UUID conversation) {
    return graph.runForOne(HELD, owned(owner, conversation), row -> row).isPresent();
  }

  private static Parameters held(UUID conversation, UUID holder, Duration duration) {
    return Parameters.of("conversation", conversation.toString())
        .and("holder", holder.toString())
        .and("millis", duration.toMillis());
  }

  private static Parameters owned(Owner owner, UUID conversation) {
    return Parameters.of("conversation", conversation.toString()).and("owner", owner.value());
  }
}
