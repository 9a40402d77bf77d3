package io.imbi.assistant.integration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.tool.ArgumentCheck;
import io.imbi.assistant.tool.ToolDefinition;
import java.util.List;

/** An action of an integration that there is, by its full name. */
public final class OfferedAction {

  private static final ArgumentCheck CHECK = new ArgumentCheck();

  private final Integration integration;
  private final Action action;
  private final ToolDefinition definition;

  OfferedAction(Integration integration, Action action) {
    this.integration = integration;
    this.action = action;
    this.definition =
        new ToolDefinition(name().replace('.', '_'), action.description(), action.parameters());
  }

  /** Such as {@code github.my_repos.create_issue}. */
  public String name() {
    return integration.id() + "." + action.name();
  }

  /** What its tasks are called, such as {@code github.create_issue}. */
  public String taskType() {
    return integration.type() + "." + action.name();
  }

  public Integration integration() {
    return integration;
  }

  public Action action() {
    return action;
  }

  /** What is wrong with the parameters, each with the member it is about; empty if nothing is. */
  public List<String> problems(ObjectNode parameters) {
    return CHECK.problems(definition, parameters);
  }
}
