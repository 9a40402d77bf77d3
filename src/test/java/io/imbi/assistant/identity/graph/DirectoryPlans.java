package io.imbi.assistant.identity.graph;

import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.graph.TestAge;
import java.util.Map;

/** How the database runs the look-ups of the directory. */
public final class DirectoryPlans {

  private DirectoryPlans() {}

  public static Map<String, String> of(TestAge age, String email) {
    Parameters token = Parameters.of("jti", "token1").and("name", email);
    Parameters key = Parameters.of("key_id", "ik_1");
    return Map.of(
        "authenticate, token", age.plan(Statements.TOKEN_OF_USER, token),
        "authenticate, key", age.plan(Statements.API_KEY, key),
        "authenticate, roles", age.plan(Statements.ROLES, Parameters.none()));
  }
}
