package io.imbi.assistant.thread.graph;

import io.imbi.assistant.graph.CypherQuery;
import io.imbi.assistant.graph.LabelQuery;

/**
 * Statements on threads and their events. Those that follow the order of an index, make edges or
 * lock rows are SQL.
 */
final class Statements {

  static final CypherQuery FIND =
      CypherQuery.of("MATCH (t:JimsThread) WHERE t.id = $id RETURN t", "thread");

  // The planner does not see that what is compared is always the same, so for it to follow the
  // index that must be ordered by, too.

  static final LabelQuery LATEST =
      LabelQuery.of(
          """
          SELECT t.properties FROM {JimsThread} AS t
          WHERE {t.contact_id} = $contact
          ORDER BY {t.contact_id}, {t.created_at} DESC NULLS LAST, {t.id} DESC NULLS LAST
          LIMIT 1
          """,
          "thread");

  /** Callers with a contact's first message wait for one another here, and nobody else does. */
  static final LabelQuery LOCK_CONTACT =
      LabelQuery.of(
          """
          SELECT count(*)
          FROM pg_advisory_xact_lock(hashtextextended(CAST($contact AS text), 7)) AS l
          """,
          "locks");

  static final CypherQuery CREATE =
      CypherQuery.of(
          """
          CREATE (:JimsThread {id: $id, contact_id: $contact, created_at: $created_at,
            thread_config: $config})
          """);

  static final LabelQuery LAST_POSITION =
      LabelQuery.of(
          """
          SELECT {e.position} FROM {JimsEvent} AS e
          WHERE {e.thread_id} = $thread
          ORDER BY {e.thread_id} DESC, {e.position} DESC
          LIMIT 1
          """,
          "position");

  static final LabelQuery ADD_EVENTS =
      LabelQuery.of(
          """
          WITH added AS (
            INSERT INTO {JimsEvent} (properties)
            SELECT p FROM age_unnest($events) AS p
            RETURNING id
          )
          INSERT INTO {HAS_JIMS_EVENT} (start_id, end_id)
          SELECT t.id, a.id FROM {JimsThread} AS t, added AS a WHERE {t.id} = $thread
          """);

  static final LabelQuery EVENTS =
      LabelQuery.of(
          """
          SELECT e.properties FROM {JimsEvent} AS e
          WHERE {e.thread_id} = $thread
          ORDER BY {e.thread_id}, {e.position}
          """,
          "event");

  /** Takes the lease if it is free, has run out or is the holder's already. */
  static final LabelQuery TAKE_LEASE =
      LabelQuery.of(
          """
          INSERT INTO {JimsThreadLease} AS l (properties)
          SELECT agtype_build_map('thread_id', $thread, 'holder', $holder,
            'expires_at', {now()} + $millis)
          ON CONFLICT ({.thread_id}) DO UPDATE SET properties = excluded.properties
          WHERE {l.holder} = $holder OR {l.expires_at} <= {now()}
          RETURNING l.properties
          """,
          "lease");

  static final LabelQuery RENEW_LEASE =
      LabelQuery.of(
          """
          UPDATE {JimsThreadLease} AS l
          SET properties = l.properties || agtype_build_map('expires_at', {now()} + $millis)
          WHERE {l.thread_id} = $thread AND {l.holder} = $holder
          RETURNING l.properties
          """,
          "lease");

  /** Whoever would take the lease waits until the transaction ends. */
  static final LabelQuery HOLD_LEASE =
      LabelQuery.of(
          """
          SELECT l.properties FROM {JimsThreadLease} AS l
          WHERE {l.thread_id} = $thread AND {l.holder} = $holder FOR UPDATE
          """,
          "lease");

  static final LabelQuery RELEASE_LEASE =
      LabelQuery.of(
          """
          DELETE FROM {JimsThreadLease} AS l
          WHERE {l.thread_id} = $thread AND {l.holder} = $holder
          """);

  private Statements() {}
}
