package io.imbi.assistant.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.queue.NewTask;
import io.imbi.assistant.queue.Priority;

/**
 * The payload of an action's task.
 *
 * <pre>{"action","parameters","approval":{"by","proposal_id","option"}}</pre>
 *
 * @param action its full name
 * @param parameters those that were shown
 * @param by who agreed
 * @param proposal the id of what they agreed to
 * @param option what they chose
 */
public record ApprovedAction(
    String action, ObjectNode parameters, String by, String proposal, String option) {

  /** The task that runs it. */
  public NewTask task(OfferedAction offered) {
    ObjectNode payload = Json.object().put("action", action);
    payload.set("parameters", parameters);
    payload.putObject("approval").put("by", by).put("proposal_id", proposal).put("option", option);
    return NewTask.of(offered.taskType(), payload)
        .withPriority(Priority.APPROVED_ACTION)
        .ownedBy(by);
  }

  /**
   * @throws IllegalArgumentException if nobody has agreed
   */
  static ApprovedAction of(JsonNode payload) {
    JsonNode approval = payload.path("approval");
    if (!(payload.path("parameters") instanceof ObjectNode parameters)
        || approval.path("by").asText().isBlank()
        || approval.path("proposal_id").asText().isBlank()
        || approval.path("option").asText().isBlank()
        || approval.path("option").asText().equals(Action.REJECT)) {
      throw new IllegalArgumentException("Nobody has agreed to this action");
    }
    return new ApprovedAction(
        payload.path("action").asText(),
        parameters,
        approval.path("by").asText(),
        approval.path("proposal_id").asText(),
        approval.path("option").asText());
  }
}
