package io.imbi.assistant.mcpserver;

import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;

/** Holds where the server is switched on; elsewhere there is nothing at its path. */
final class SwitchedOn implements Condition {

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public boolean matches(ConditionContext context) {
    return context.getProperty(ServingSettings.MCP_SERVER, Boolean.class).orElse(false);
  }
}
