package io.imbi.assistant.identity.graph;

import io.imbi.assistant.graph.CypherQuery;
import io.imbi.assistant.graph.LabelQuery;

/**
 * Statements on the directory. Each look-up is one of them, a union of small ones that are each
 * served by an index; the rows say what they are.
 */
final class Statements {

  static final String TOKEN = "token";
  static final String USER = "user";
  static final String USER_ROLE = "user_role";
  static final String SERVICE_ACCOUNT = "service_account";
  static final String SERVICE_ACCOUNT_ROLE = "service_account_role";
  static final String KEY = "key";
  static final String INHERITS = "inherits";
  static final String GRANTS = "grants";

  static final CypherQuery TOKEN_OF_USER =
      CypherQuery.of(
          """
          MATCH (t:TokenMetadata) WHERE t.jti = $jti RETURN 'token', t
          UNION ALL
          MATCH (u:User) WHERE u.email = $name RETURN 'user', u
          UNION ALL
          MATCH (u:User)-[m:MEMBER_OF]->(:Organization) WHERE u.email = $name
          RETURN 'user_role', m.role
          """,
          "kind",
          "value");

  static final CypherQuery TOKEN_OF_SERVICE_ACCOUNT =
      CypherQuery.of(
          """
          MATCH (t:TokenMetadata) WHERE t.jti = $jti RETURN 'token', t
          UNION ALL
          MATCH (s:ServiceAccount) WHERE s.slug = $name RETURN 'service_account', s
          UNION ALL
          MATCH (s:ServiceAccount)-[m:MEMBER_OF]->(:Organization) WHERE s.slug = $name
          RETURN 'service_account_role', m.role
          """,
          "kind",
          "value");

  static final CypherQuery API_KEY =
      CypherQuery.of(
          """
          MATCH (k:APIKey) WHERE k.key_id = $key_id RETURN 'key', k
          UNION ALL
          MATCH (k:APIKey)-[:OWNED_BY]->(u:User) WHERE k.key_id = $key_id RETURN 'user', u
          UNION ALL
          MATCH (k:APIKey)-[:OWNED_BY]->(u:User)-[m:MEMBER_OF]->(:Organization)
          WHERE k.key_id = $key_id RETURN 'user_role', m.role
          UNION ALL
          MATCH (k:APIKey)-[:OWNED_BY]->(s:ServiceAccount) WHERE k.key_id = $key_id
          RETURN 'service_account', s
          UNION ALL
          MATCH (k:APIKey)-[:OWNED_BY]->(s:ServiceAccount)-[m:MEMBER_OF]->(:Organization)
          WHERE k.key_id = $key_id RETURN 'service_account_role', m.role
          """,
          "kind",
          "value");

  /** All roles. They are few, and paths of any length would make AGE load the whole graph. */
  static final CypherQuery ROLES =
      CypherQuery.of(
          """
          MATCH (r:Role)-[:INHERITS_FROM]->(parent:Role) RETURN 'inherits', r.slug, parent.slug
          UNION ALL
          MATCH (r:Role)-[:GRANTS]->(p:Permission) RETURN 'grants', r.slug, p.name
          """,
          "kind",
          "role",
          "value");

  static final LabelQuery STAMP =
      LabelQuery.of(
          """
          UPDATE {APIKey} AS k SET properties = k.properties || $changes
          WHERE {k.key_id} = $key_id
          """);

  private Statements() {}
}
