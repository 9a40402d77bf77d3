package io.imbi.assistant.conversation.graph;

import io.imbi.assistant.graph.CypherQuery;
import io.imbi.assistant.graph.LabelQuery;

/**
 * Statements on conversations and their messages. What makes an edge is SQL: for each, AGE looks
 * the vertices up by reading their tables from the start, which takes the longer the more there
 * are.
 */
final class Statements {

  static final CypherQuery CREATE =
      CypherQuery.of(
          """
          CREATE (:Conversation {id: $id, user_email: $owner, title: $title,
            created_at: $created_at, updated_at: $updated_at, model: $model,
            is_archived: $is_archived})
          """);

  /** The graph's own number for the owner; nothing where it does not know the user. */
  static final CypherQuery FIND_USER =
      CypherQuery.of("MATCH (u:User) WHERE u.email = $owner RETURN id(u)", "user");

  static final LabelQuery ATTACH_TO_USER =
      LabelQuery.of(
          """
          INSERT INTO {HAS_CONVERSATION} (start_id, end_id)
          SELECT CAST($user AS graphid), c.id FROM {Conversation} AS c WHERE {c.id} = $id
          """);

  static final CypherQuery FIND =
      CypherQuery.of(
          "MATCH (c:Conversation) WHERE c.id = $id AND c.user_email = $owner RETURN c",
          "conversation");

  /** The conversation and its messages, in no order: one statement, so one state of them. */
  static final CypherQuery LOAD =
      CypherQuery.of(
          """
          MATCH (c:Conversation) WHERE c.id = $id AND c.user_email = $owner RETURN c
          UNION ALL
          MATCH (c:Conversation)-[:CONTAINS]->(m:Message)
          WHERE c.id = $id AND c.user_email = $owner RETURN m
          """,
          "node");

  /** As {@link #LOAD}, whoever owns it. */
  static final CypherQuery LOAD_ANYONES =
      CypherQuery.of(
          """
          MATCH (c:Conversation) WHERE c.id = $id RETURN c
          UNION ALL
          MATCH (c:Conversation)-[:CONTAINS]->(m:Message) WHERE c.id = $id RETURN m
          """,
          "node");

  static final LabelQuery IDS_AFTER =
      LabelQuery.of(
          """
          SELECT {c.id} FROM {Conversation} AS c
          WHERE {c.id} > $after ORDER BY {c.id} LIMIT CAST($limit AS bigint)
          """,
          "id");

  // The planner does not see that the e-mail address is always the same, so for it to follow the
  // index the address must be ordered by, too.

  static final LabelQuery PAGE_OF_ALL =
      LabelQuery.of(
          """
          SELECT c.properties FROM {Conversation} AS c
          WHERE {c.user_email} = $owner
          ORDER BY {c.user_email}, {c.updated_at} DESC NULLS LAST, {c.id}
          LIMIT CAST($limit AS bigint) OFFSET CAST($offset AS bigint)
          """,
          "conversation");

  static final LabelQuery PAGE_OF_UNARCHIVED =
      LabelQuery.of(
          """
          SELECT c.properties FROM {Conversation} AS c
          WHERE {c.user_email} = $owner
            AND COALESCE({c.is_archived}, CAST('false' AS agtype)) <> CAST('true' AS agtype)
          ORDER BY {c.user_email}, {c.updated_at} DESC NULLS LAST, {c.id}
          LIMIT CAST($limit AS bigint) OFFSET CAST($offset AS bigint)
          """,
          "conversation");

  /** Takes the row's lock for the transaction, too. */
  static final LabelQuery CHANGE =
      LabelQuery.of(
          """
          UPDATE {Conversation} AS c SET properties = c.properties || $changes
          WHERE {c.id} = $id AND {c.user_email} = $owner
          RETURNING c.properties
          """,
          "conversation");

  static final LabelQuery GIVE_TITLE =
      LabelQuery.of(
          """
          UPDATE {Conversation} AS c SET properties = c.properties || $changes
          WHERE {c.id} = $id AND {c.user_email} = $owner
            AND COALESCE({c.title}, CAST('null' AS agtype)) = CAST('null' AS agtype)
          RETURNING c.properties
          """,
          "conversation");

  /** The largest sequence; null if there is no message. */
  static final CypherQuery LAST_SEQUENCE =
      CypherQuery.of(
          """
          MATCH (c:Conversation)-[:CONTAINS]->(m:Message) WHERE c.id = $id
          RETURN max(coalesce(toInteger(m.sequence), 0))
          """,
          "last");

  /**
   * Adds messages if the first is the next one. It counts on the conversation's row being locked:
   * then nobody adds another between the look and the leap.
   */
  static final LabelQuery ADD_MESSAGES =
      LabelQuery.of(
          """
          WITH conversation AS (
            SELECT c.id FROM {Conversation} AS c WHERE {c.id} = $id AND {c.user_email} = $owner
          ), last AS (
            SELECT max(COALESCE(CAST(age_tointeger({m.sequence}) AS bigint), 0)) AS sequence
            FROM conversation AS c
            JOIN {CONTAINS} AS e ON e.start_id = c.id
            JOIN {Message} AS m ON m.id = e.end_id
          ), added AS (
            INSERT INTO {Message} (properties)
            SELECT p FROM last, age_unnest($messages) AS p
            WHERE COALESCE(last.sequence, -1) + 1 = CAST($first AS bigint)
            RETURNING id
          )
          INSERT INTO {CONTAINS} (start_id, end_id)
          SELECT c.id, a.id FROM conversation AS c, added AS a
          RETURNING end_id
          """,
          "id");

  /** Adds messages as they are numbered. */
  static final LabelQuery PUT_MESSAGES =
      LabelQuery.of(
          """
          WITH conversation AS (
            SELECT c.id FROM {Conversation} AS c WHERE {c.id} = $id AND {c.user_email} = $owner
          ), added AS (
            INSERT INTO {Message} (properties)
            SELECT p FROM conversation, age_unnest($messages) AS p
            RETURNING id
          )
          INSERT INTO {CONTAINS} (start_id, end_id)
          SELECT c.id, a.id FROM conversation AS c, added AS a
          """);

  /** Nobody else puts a conversation of this id before the transaction ends. */
  static final LabelQuery TAKE_TURNS =
      LabelQuery.of(
          """
          SELECT count(*) FROM pg_advisory_xact_lock(hashtextextended(CAST($id AS text), 0)) AS l
          """,
          "locks");

  /** Waits for whoever is changing the conversation, and makes others wait. */
  static final LabelQuery LOCK =
      LabelQuery.of(
          """
          SELECT c.id FROM {Conversation} AS c
          WHERE {c.id} = $id AND {c.user_email} = $owner FOR UPDATE
          """,
          "id");

  /** It counts on the conversation's row being locked, so that no message is added meanwhile. */
  static final LabelQuery DELETE =
      LabelQuery.of(
          """
          WITH conversations AS (
            DELETE FROM {Conversation} AS c WHERE {c.id} = $id AND {c.user_email} = $owner
            RETURNING c.id
          ), contained AS (
            DELETE FROM {CONTAINS} AS e USING conversations AS c WHERE e.start_id = c.id
            RETURNING e.end_id
          ), messages AS (
            DELETE FROM {Message} AS m USING contained AS e WHERE m.id = e.end_id
          ), attached AS (
            DELETE FROM {HAS_CONVERSATION} AS h USING conversations AS c WHERE h.end_id = c.id
          ), waiting AS (
            DELETE FROM {WaitingTurn} AS w WHERE {w.conversation_id} = $id
          )
          DELETE FROM {TurnLease} AS l WHERE {l.conversation_id} = $id
          """);

  private Statements() {}
}
