package io.imbi.assistant.turn;

import io.imbi.assistant.tool.Effect;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which calls a person has to approve.
 *
 * @param approval the least risk that needs approval
 * @param approvalExpiry after how long a call that nobody decided about counts as denied
 * @param toolRisk what tools may do, by name, where it is known better than their source says
 */
@ConfigurationProperties("imbi.assistant")
record ApprovalSettings(
    @Bindable(defaultValue = "never") @NotNull Policy approval,
    @Bindable(defaultValue = "24h") @NotNull Duration approvalExpiry,
    @Nullable @MapFormat(keyFormat = StringConvention.RAW) Map<String, Effect> toolRisk) {

  ApprovalSettings {
    toolRisk = toolRisk == null ? Map.of() : Map.copyOf(toolRisk);
  }

  /** From which risk on a call needs approval. */
  enum Policy {
    NEVER,
    DESTRUCTIVE,
    MUTATING;

    boolean covers(Effect risk) {
      return switch (this) {
        case NEVER -> false;
        case DESTRUCTIVE -> risk == Effect.DESTRUCTIVE;
        case MUTATING -> risk.changesSomething();
      };
    }
  }

  /** What a tool may do: what is configured, or else what its source says. */
  Effect riskOf(String tool, Effect said) {
    return toolRisk == null ? said : toolRisk.getOrDefault(tool, said);
  }
}
