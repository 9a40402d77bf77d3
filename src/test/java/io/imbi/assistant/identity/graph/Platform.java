package io.imbi.assistant.identity.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.graph.CypherQuery;
import io.imbi.assistant.graph.Graph;
import io.imbi.assistant.graph.LabelQuery;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.json.Json;

/** Writes to the graph what the platform writes. */
record Platform(Graph graph) {

  private static final CypherQuery USER =
      CypherQuery.of("WITH $node AS p CREATE (n:User) SET n = p");
  private static final CypherQuery SERVICE_ACCOUNT =
      CypherQuery.of("WITH $node AS p CREATE (n:ServiceAccount) SET n = p");
  private static final CypherQuery TOKEN =
      CypherQuery.of("WITH $node AS p CREATE (n:TokenMetadata) SET n = p");
  private static final CypherQuery KEY =
      CypherQuery.of("WITH $node AS p CREATE (n:APIKey) SET n = p");
  private static final CypherQuery ROLE = CypherQuery.of("CREATE (:Role {slug: $slug})");
  private static final CypherQuery ORGANIZATION =
      CypherQuery.of("CREATE (:Organization {slug: $slug})");
  private static final CypherQuery GRANT =
      CypherQuery.of(
          """
          MATCH (r:Role) WHERE r.slug = $role
          CREATE (r)-[:GRANTS]->(:Permission {name: $permission})
          """);
  private static final CypherQuery INHERIT =
      CypherQuery.of(
          """
          MATCH (r:Role), (p:Role) WHERE r.slug = $role AND p.slug = $parent
          CREATE (r)-[:INHERITS_FROM]->(p)
          """);
  private static final CypherQuery USER_JOINS =
      CypherQuery.of(
          """
          MATCH (u:User), (o:Organization) WHERE u.email = $name AND o.slug = $organization
          CREATE (u)-[:MEMBER_OF {role: $role}]->(o)
          """);
  private static final CypherQuery SERVICE_ACCOUNT_JOINS =
      CypherQuery.of(
          """
          MATCH (s:ServiceAccount), (o:Organization)
          WHERE s.slug = $name AND o.slug = $organization
          CREATE (s)-[:MEMBER_OF {role: $role}]->(o)
          """);
  private static final CypherQuery KEY_OF_USER =
      CypherQuery.of(
          """
          MATCH (k:APIKey), (u:User) WHERE k.key_id = $key_id AND u.email = $name
          CREATE (k)-[:OWNED_BY]->(u)
          """);
  private static final CypherQuery KEY_OF_SERVICE_ACCOUNT =
      CypherQuery.of(
          """
          MATCH (k:APIKey), (s:ServiceAccount) WHERE k.key_id = $key_id AND s.slug = $name
          CREATE (k)-[:OWNED_BY]->(s)
          """);
  private static final LabelQuery CHANGE_TOKEN =
      LabelQuery.of(
          "UPDATE {TokenMetadata} SET properties = properties || $changes WHERE {.jti} = $id");
  private static final LabelQuery CHANGE_USER =
      LabelQuery.of("UPDATE {User} SET properties = properties || $changes WHERE {.email} = $id");
  private static final LabelQuery CHANGE_KEY =
      LabelQuery.of(
          "UPDATE {APIKey} SET properties = properties || $changes WHERE {.key_id} = $id");
  private static final CypherQuery LAST_USED =
      CypherQuery.of("MATCH (k:APIKey) WHERE k.key_id = $key_id RETURN k", "key");

  void user(String properties) {
    create(USER, properties);
  }

  void serviceAccount(String properties) {
    create(SERVICE_ACCOUNT, properties);
  }

  void token(String properties) {
    create(TOKEN, properties);
  }

  void key(String properties) {
    create(KEY, properties);
  }

  void role(String slug) {
    graph.run(ROLE, Parameters.of("slug", slug));
  }

  void organization(String slug) {
    graph.run(ORGANIZATION, Parameters.of("slug", slug));
  }

  void grant(String role, String permission) {
    graph.run(GRANT, Parameters.of("role", role).and("permission", permission));
  }

  void inherit(String role, String parent) {
    graph.run(INHERIT, Parameters.of("role", role).and("parent", parent));
  }

  void userJoins(String email, String organization, String role) {
    graph.run(USER_JOINS, membership(email, organization, role));
  }

  void serviceAccountJoins(String slug, String organization, String role) {
    graph.run(SERVICE_ACCOUNT_JOINS, membership(slug, organization, role));
  }

  void keyOfUser(String keyId, String email) {
    graph.run(KEY_OF_USER, Parameters.of("key_id", keyId).and("name", email));
  }

  void keyOfServiceAccount(String keyId, String slug) {
    graph.run(KEY_OF_SERVICE_ACCOUNT, Parameters.of("key_id", keyId).and("name", slug));
  }

  void changeToken(String jti, String changes) {
    change(CHANGE_TOKEN, jti, changes);
  }

  void changeUser(String email, String changes) {
    change(CHANGE_USER, email, changes);
  }

  void changeKey(String keyId, String changes) {
    change(CHANGE_KEY, keyId, changes);
  }

  String lastUsed(String keyId) {
    return graph
        .runForOne(LAST_USED, Parameters.of("key_id", keyId), row -> row.properties("key"))
        .flatMap(key -> key.text("last_used"))
        .orElse("never");
  }

  private void create(CypherQuery query, String properties) {
    graph.run(query, Parameters.none().and("node", Json.parse(properties)));
  }

  private void change(LabelQuery query, String id, String changes) {
    graph.run(query, Parameters.of("id", id).and("changes", (ObjectNode) Json.parse(changes)));
  }

  private static Parameters membership(String name, String organization, String role) {
    return Parameters.of("name", name).and("organization", organization).and("role", role);
  }
}
