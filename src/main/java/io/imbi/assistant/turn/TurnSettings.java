package io.imbi.assistant.turn;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a turn.
 *
 * @param enabled whether the assistant answers at all; null leaves it to whether there is a model
 * @param systemPrompt a template in place of the bundled one
 * @param maxTokens the most that one answer of the model may write
 * @param maxToolRounds rounds with tool calls; after them the model answers from what it has
 * @param maxConversationTurns messages that a conversation may hold
 * @param maxTurnToolCalls tool calls of all rounds of a turn
 * @param maxTurnTokens tokens, read and written, after which no more tools are called
 * @param maxTurnDuration time after which no more tools are called; the model has {@link
 *     #ANSWER_TIME} more to answer
 * @param toolConcurrency calls of one round that run at once
 * @param toolLoading whether tool definitions are sent in full or searched
 * @param toolLoadingThreshold characters of definitions beyond which {@code auto} means search
 * @param gracePeriod how long a turn goes on when nobody listens any more
 * @param leaseDuration after how long without a sign of life another replica may take over
 * @param drainTimeout how long running turns may go on when the service is stopped
 */
@ConfigurationProperties("imbi.assistant")
public record TurnSettings(
    @Nullable Boolean enabled,
    @Nullable String systemPrompt,
    @Bindable(defaultValue = "16384") @Min(1) int maxTokens,
    @Bindable(defaultValue = "10") @Min(0) @Max(100) int maxToolRounds,
    @Bindable(defaultValue = "100") @Min(1) int maxConversationTurns,
    @Bindable(defaultValue = "100") @Min(1) int maxTurnToolCalls,
    @Bindable(defaultValue = "4000000") @Min(1) long maxTurnTokens,
    @Bindable(defaultValue = "10m") @NotNull Duration maxTurnDuration,
    @Bindable(defaultValue = "8") @Min(1) int toolConcurrency,
    @Bindable(defaultValue = "auto") @NotNull ToolLoading toolLoading,
    @Bindable(defaultValue = "20000") @Min(0) int toolLoadingThreshold,
    @Bindable(defaultValue = "30s") @NotNull Duration gracePeriod,
    @Bindable(defaultValue = "30s") @NotNull Duration leaseDuration,
    @Bindable(defaultValue = "25s") @NotNull Duration drainTimeout) {

  public TurnSettings {
    requirePositive("IMBI_ASSISTANT_MAX_TURN_DURATION", maxTurnDuration);
    requirePositive("IMBI_ASSISTANT_LEASE_DURATION", leaseDuration);
    requireNotNegative("IMBI_ASSISTANT_GRACE_PERIOD", gracePeriod);
    requireNotNegative("IMBI_ASSISTANT_DRAIN_TIMEOUT", drainTimeout);
  }

  /** What is left for the last answer when the turn's time is spent. */
  static final Duration ANSWER_TIME = Duration.ofMinutes(2);

  private static void requirePositive(String variable, Duration duration) {
    if (!duration.isPositive()) {
      throw new SettingException(variable, "must be longer than nothing, such as 30s");
    }
  }

  private static void requireNotNegative(String variable, Duration duration) {
    if (duration.isNegative()) {
      throw new SettingException(variable, "must not be negative");
    }
  }

  /** How the model learns of tools. */
  enum ToolLoading {
    AUTO,
    FULL,
    SEARCH
  }
}
