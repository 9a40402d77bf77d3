package io.imbi.assistant.mcpserver;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;
import java.util.Locale;

/** Holds where the server is switched on; elsewhere there is nothing at its path. */
final class SwitchedOn implements Condition {

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public boolean matches(ConditionContext context) {
    String value = context.getProperty(ServingSettings.MCP_SERVER, String.class).orElse("false");
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false", "" -> false;
      default -> throw new SettingException("IMBI_ASSISTANT_MCP_SERVER", "must be true or false");
    };
  }
}
