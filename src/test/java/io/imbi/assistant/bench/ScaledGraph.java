package io.imbi.assistant.bench;

import io.imbi.assistant.conversation.graph.ConversationPlans;
import io.imbi.assistant.graph.TestAge;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.identity.graph.DirectoryPlans;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The graph, with users, roles and keys as the platform has them. */
final class ScaledGraph implements ScaledStore {

  private final TestAge age = TestAge.start();

  /** Makes the labels that the platform makes. */
  ScaledGraph() {
    for (String label :
        List.of("User", "Organization", "Role", "Permission", "TokenMetadata", "APIKey")) {
      age.execute("SELECT ag_catalog.create_vlabel('%s', '%s')".formatted(age.name(), label));
    }
    for (String label : List.of("MEMBER_OF", "GRANTS", "INHERITS_FROM", "OWNED_BY")) {
      age.execute("SELECT ag_catalog.create_elabel('%s', '%s')".formatted(age.name(), label));
    }
  }

  @Override
  public Map<String, Object> settings() {
    return age.settings();
  }

  @Override
  public void fill(int users) {
    age.execute(
        """
        SELECT * FROM ag_catalog.cypher('%s', $cypher$
          CREATE (:Organization {slug: 'acme'}), (r:Role {slug: 'developer'}),
            (b:Role {slug: 'base'}), (r)-[:INHERITS_FROM]->(b)
          WITH r UNWIND range(1, 50) AS i
          CREATE (r)-[:GRANTS]->(:Permission {name: 'permission:' + toString(i)})
        $cypher$) AS (x agtype)
        """
            .formatted(age.name()));
    insert(
        "User",
        """
        SELECT agtype_build_map('email', 'user' || n || '@example.com', 'is_active', true,
          'display_name', 'User ' || n) FROM generate_series(0, %d) n
        """
            .formatted(users - 1));
    insert(
        "TokenMetadata",
        """
        SELECT agtype_build_map('jti', 'token' || n, 'revoked', false)
        FROM generate_series(0, %d) n
        """
            .formatted(users * 3));
    insert(
        "APIKey",
        """
        SELECT agtype_build_map('key_id', 'ik_' || n, 'revoked', false, 'key_hash', '%s')
        FROM generate_series(0, %d) n
        """
            .formatted(HASH, users - 1));
    insert(
        "Conversation",
        """
        SELECT agtype_build_map('id', gen_random_uuid()::text, 'user_email',
          'user' || CASE WHEN n %% %d = 0 THEN 0 ELSE n %% %d END || '@example.com',
          'title', 'Conversation ' || n, 'model', 'm', 'is_archived', n %% 3 = 0,
          'created_at', '2026-01-01T00:00:00.000000+00:00', 'updated_at',
          to_char(timestamp '2026-01-01' + n * interval '1 second',
            'YYYY-MM-DD"T"HH24:MI:SS.US+00:00'))
        FROM generate_series(1, %d) n
        """
            .formatted(BUSY_SHARE, users, users * CONVERSATIONS_EACH));
    insert(
        "Message",
        """
        SELECT agtype_build_map('id', gen_random_uuid()::text, 'conversation_id',
          agtype_access_operator(c.properties, '"id"'), 'role',
          CASE n WHEN 0 THEN 'user' ELSE 'assistant' END, 'content', '%s', 'sequence', n,
          'created_at', '2026-01-01T00:00:00.000000+00:00')
        FROM "%s"."Conversation" c, generate_series(0, 1) n
        """
            .formatted(MESSAGE, age.name()));
    connect();
    age.execute("ANALYZE");
  }

  private void connect() {
    edges("CONTAINS", "Conversation", "id", "Message", "conversation_id");
    edges("HAS_CONVERSATION", "User", "email", "Conversation", "user_email");
    age.execute(
        """
        INSERT INTO "%1$s"."MEMBER_OF" (start_id, end_id, properties)
        SELECT u.id, o.id, agtype_build_map('role', 'developer')
        FROM "%1$s"."User" u, "%1$s"."Organization" o
        """
            .formatted(age.name()));
    age.execute(
        """
        INSERT INTO "%1$s"."OWNED_BY" (start_id, end_id)
        SELECT k.id, u.id FROM "%1$s"."APIKey" k JOIN "%1$s"."User" u
        ON agtype_access_operator(k.properties, '"key_id"')::text = 'ik_' || substring(
          agtype_access_operator(u.properties, '"email"')::text FROM 'user([0-9]+)')
        """
            .formatted(age.name()));
  }

  @Override
  public boolean hasDirectory() {
    return true;
  }

  @Override
  public Map<String, String> plans(Owner owner, UUID conversation) {
    Map<String, String> plans = new TreeMap<>(ConversationPlans.of(age, owner, conversation));
    plans.putAll(DirectoryPlans.of(age, owner.value()));
    return plans;
  }

  private void insert(String label, String select) {
    age.execute("INSERT INTO \"%s\".\"%s\" (properties) %s".formatted(age.name(), label, select));
  }

  private void edges(String label, String from, String fromKey, String to, String toKey) {
    age.execute(
        """
        INSERT INTO "%1$s"."%2$s" (start_id, end_id)
        SELECT a.id, b.id FROM "%1$s"."%3$s" a JOIN "%1$s"."%5$s" b
        ON agtype_access_operator(a.properties, '"%4$s"')::text
          = agtype_access_operator(b.properties, '"%6$s"')::text
        """
            .formatted(age.name(), label, from, fromKey, to, toKey));
  }

  @Override
  public void close() {
    age.close();
  }
}
