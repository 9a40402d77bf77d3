package io.imbi.assistant.tool;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How calls are run.
 *
 * @param toolTimeout {@code IMBI_ASSISTANT_TOOL_TIMEOUT}: how long one call may take
 * @param maxToolResultChars {@code IMBI_ASSISTANT_MAX_TOOL_RESULT_CHARS}: what the model is shown
 *     of a result
 * @param auditArguments {@code IMBI_ASSISTANT_AUDIT_ARGUMENTS}: whether the audit record holds the
 *     arguments, without those that look like secrets
 */
@ConfigurationProperties("imbi.assistant")
record ToolSettings(
    @Bindable(defaultValue = "60s") Duration toolTimeout,
    @Bindable(defaultValue = "120000") int maxToolResultChars,
    @Bindable(defaultValue = "false") boolean auditArguments) {

  ToolSettings {
    if (!toolTimeout.isPositive()) {
      throw new SettingException("IMBI_ASSISTANT_TOOL_TIMEOUT", "must be positive, such as 60s");
    }
    if (maxToolResultChars < 1) {
      throw new SettingException("IMBI_ASSISTANT_MAX_TOOL_RESULT_CHARS", "must be at least 1");
    }
  }
}
