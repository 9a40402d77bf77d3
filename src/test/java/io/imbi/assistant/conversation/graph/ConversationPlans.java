package io.imbi.assistant.conversation.graph;

import io.imbi.assistant.graph.GraphStatement;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.graph.TestAge;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** How the database runs the statements on conversations that are run most. */
public final class ConversationPlans {

  private ConversationPlans() {}

  public static Map<String, String> of(TestAge age, Owner owner, UUID conversation) {
    Parameters parameters =
        Parameters.of("id", conversation.toString())
            .and("owner", owner.value())
            .and("limit", 20)
            .and("offset", 0)
            .and("first", 0)
            .and("messages", Json.array())
            .and("changes", Json.object());
    Map<String, String> plans = new LinkedHashMap<>();
    Map<String, GraphStatement> statements = new LinkedHashMap<>();
    statements.put("first page", Statements.PAGE_OF_UNARCHIVED);
    statements.put("load", Statements.LOAD);
    statements.put("append, the lock", Statements.CHANGE);
    statements.put("append, the messages", Statements.ADD_MESSAGES);
    statements.forEach((name, statement) -> plans.put(name, age.plan(statement, parameters)));
    return plans;
  }
}
