package io.imbi.assistant.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.deployment.Settings;
import io.imbi.assistant.turn.TurnSettings.ToolLoading;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnSettingsTest {

  @Test
  void theDefaults() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new TurnSettings(
                null,
                null,
                16384,
                10,
                100,
                100,
                4_000_000,
                Duration.ofMinutes(10),
                8,
                ToolLoading.AUTO,
                20_000,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(25)));
  }

  @Test
  void theNames() {
    assertThat(
            read(
                Map.ofEntries(
                    Map.entry("imbi.assistant.enabled", "true"),
                    Map.entry("imbi.assistant.system-prompt", "Hello {email}"),
                    Map.entry("imbi.assistant.max-tokens", "1"),
                    Map.entry("imbi.assistant.max-tool-rounds", "2"),
                    Map.entry("imbi.assistant.max-conversation-turns", "3"),
                    Map.entry("imbi.assistant.max-turn-tool-calls", "4"),
                    Map.entry("imbi.assistant.max-turn-tokens", "5"),
                    Map.entry("imbi.assistant.max-turn-duration", "6s"),
                    Map.entry("imbi.assistant.tool-concurrency", "7"),
                    Map.entry("imbi.assistant.tool-loading", "search"),
                    Map.entry("imbi.assistant.tool-loading-threshold", "77"),
                    Map.entry("imbi.assistant.grace-period", "8s"),
                    Map.entry("imbi.assistant.lease-duration", "9s"),
                    Map.entry("imbi.assistant.drain-timeout", "10s"))))
        .isEqualTo(
            new TurnSettings(
                true,
                "Hello {email}",
                1,
                2,
                3,
                4,
                5,
                Duration.ofSeconds(6),
                7,
                ToolLoading.SEARCH,
                77,
                Duration.ofSeconds(8),
                Duration.ofSeconds(9),
                Duration.ofSeconds(10)));
  }

  @ParameterizedTest
  @CsvSource({
    "imbi.assistant.max-turn-duration, 0s, IMBI_ASSISTANT_MAX_TURN_DURATION",
    "imbi.assistant.grace-period, -1s, IMBI_ASSISTANT_GRACE_PERIOD",
    "imbi.assistant.lease-duration, 0s, IMBI_ASSISTANT_LEASE_DURATION",
    "imbi.assistant.drain-timeout, -1s, IMBI_ASSISTANT_DRAIN_TIMEOUT",
  })
  void aTimeThatMakesNoSenseStopsTheStart(String name, String value, String variable) {
    assertThatThrownBy(() -> read(Map.of(name, value)))
        .rootCause()
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(variable + ": ");
  }

  private static TurnSettings read(Map<String, Object> properties) {
    return Settings.read(TurnSettings.class, properties);
  }
}
