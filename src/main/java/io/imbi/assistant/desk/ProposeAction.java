package io.imbi.assistant.desk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.integration.DailyLog;
import io.imbi.assistant.integration.OfferedAction;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Lets the model propose an action. Nothing is done by it: a person is shown the action and its
 * parameters, and decides.
 */
final class ProposeAction implements Tool {

  static final String NAME = "propose_action";

  private static final int MAX_PARAMETERS_CHARS = 100_000;
  private static final int MAX_DESCRIPTION_CHARS = 4000;

  private final List<OfferedAction> actions;
  private final Proposals proposals;
  private final DailyLog log;
  private final ToolDefinition definition;

  ProposeAction(List<OfferedAction> actions, Proposals proposals, DailyLog log) {
    this.actions = List.copyOf(actions);
    this.proposals = proposals;
    this.log = log;
    this.definition =
        new ToolDefinition(
            NAME,
            """
            Propose an action to the user, who sees it with buttons and decides. Nothing is done \
            until they agree, and you are told what came of it later in the conversation. The \
            actions:
            """
                + actions.stream()
                    .map(each -> "- " + each.name() + ": " + each.action().description())
                    .collect(Collectors.joining("\n")),
            schema(actions));
  }

  @Override
  public ToolDefinition definition() {
    return definition;
  }

  @Override
  public ToolOrigin origin() {
    return ToolOrigin.PROPOSAL;
  }

  @Override
  public Effect effect() {
    return Effect.READ_ONLY;
  }

  @Override
  public ToolOutcome call(ToolCall call) {
    String name = call.arguments().path("action").asText();
    Optional<OfferedAction> offered =
        actions.stream().filter(each -> each.name().equals(name)).findFirst();
    if (offered.isEmpty()) {
      return ToolOutcome.failure(
          "There is no such action. There are: "
              + actions.stream().map(OfferedAction::name).collect(Collectors.joining(", ")));
    }
    if (!(call.arguments().path("parameters") instanceof ObjectNode parameters)
        || Json.write(parameters).length() > MAX_PARAMETERS_CHARS) {
      return ToolOutcome.failure(
          "parameters must be an object of at most %d characters".formatted(MAX_PARAMETERS_CHARS));
    }
    List<String> problems = offered.get().problems(parameters);
    if (!problems.isEmpty()) {
      return ToolOutcome.failure(
          "Not proposed, the parameters are not valid: " + String.join("; ", problems));
    }
    return conversation(call)
        .map(conversation -> propose(call, conversation, offered.get(), parameters))
        .orElseGet(() -> ToolOutcome.failure("Nobody can be asked here."));
  }

  private ToolOutcome propose(
      ToolCall call, UUID conversation, OfferedAction offered, ObjectNode parameters) {
    String description = offered.action().summary().apply(parameters);
    var proposal =
        new Proposal(
            UUID.randomUUID(),
            offered.name(),
            parameters,
            description.length() > MAX_DESCRIPTION_CHARS
                ? description.substring(0, MAX_DESCRIPTION_CHARS) + "…"
                : description,
            offered.action().options(),
            null);
    return switch (proposals.propose(call.caller().owner(), conversation, call.id(), proposal)) {
      case KEPT -> {
        log.write(
            "Action proposed",
            "%s, to %s: %s".formatted(offered.name(), call.caller().owner().value(), description));
        yield ToolOutcome.success(
            "Proposed: the user sees it below your answer and decides. It is not done yet; do not"
                + " say that it is, and do not propose it again.");
      }
      case NOT_THEIR_CONVERSATION -> ToolOutcome.failure("Nobody can be asked here.");
      case TOO_MANY ->
          ToolOutcome.failure("Not proposed: too many proposals wait for the user's decision.");
    };
  }

  private static Optional<UUID> conversation(ToolCall call) {
    String id = call.context().conversation();
    try {
      return id == null ? Optional.empty() : Optional.of(UUID.fromString(id));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static ObjectNode schema(List<OfferedAction> actions) {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode names = properties.putObject("action").put("type", "string").putArray("enum");
    actions.forEach(each -> names.add(each.name()));
    ObjectNode parameters = properties.putObject("parameters");
    if (actions.size() == 1) {
      parameters.setAll(described(actions.getFirst()));
    } else {
      ArrayNode any = parameters.put("type", "object").putArray("anyOf");
      actions.forEach(each -> any.add(described(each)));
    }
    schema.putArray("required").add("action").add("parameters");
    return schema.put("additionalProperties", false);
  }

  private static ObjectNode described(OfferedAction action) {
    return action.action().parameters().deepCopy().put("title", "Parameters of " + action.name());
  }
}
