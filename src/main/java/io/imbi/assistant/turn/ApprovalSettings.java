package io.imbi.assistant.turn;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.tool.Effect;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which calls a person has to approve.
 *
 * @param approval the least risk that needs approval
 * @param approvalExpiry after how long a call that nobody decided about counts as denied
 * @param toolRisk what tools may do, where it is known better than their source says: {@code
 *     NAME=RISK}, separated by commas
 */
@ConfigurationProperties("imbi.assistant")
record ApprovalSettings(
    @Bindable(defaultValue = "never") @NotNull Policy approval,
    @Bindable(defaultValue = "24h") @NotNull Duration approvalExpiry,
    @Nullable String toolRisk) {

  ApprovalSettings {
    risks(toolRisk);
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
    return risks(toolRisk).getOrDefault(tool, said);
  }

  private static Map<String, Effect> risks(@Nullable String text) {
    Map<String, Effect> risks = new HashMap<>();
    if (text == null || text.isBlank()) {
      return risks;
    }
    for (String pair : text.split(",", -1)) {
      int sign = pair.indexOf('=');
      if (sign < 1) {
        throw wrong(pair);
      }
      risks.put(pair.substring(0, sign).strip(), risk(pair, pair.substring(sign + 1).strip()));
    }
    return risks;
  }

  private static Effect risk(String pair, String risk) {
    return switch (risk.toLowerCase(Locale.ROOT)) {
      case "read_only" -> Effect.READ_ONLY;
      case "mutating" -> Effect.MUTATING;
      case "destructive" -> Effect.DESTRUCTIVE;
      default -> throw wrong(pair);
    };
  }

  private static SettingException wrong(String pair) {
    return new SettingException(
        "IMBI_ASSISTANT_TOOL_RISK",
        "has '%s', which is not a tool's name, = and read_only, mutating or destructive"
            .formatted(pair.strip()));
  }
}
