package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsCheckTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          imbi.assistant.max-tokens              | abc    | IMBI_ASSISTANT_MAX_TOKENS: must be a whole number (default: 16384)
          imbi.assistant.max-tokens              | 1e3    | IMBI_ASSISTANT_MAX_TOKENS: must be a whole number (default: 16384)
          imbi.assistant.max-tokens              | 0      | IMBI_ASSISTANT_MAX_TOKENS: must be greater than or equal to 1
          imbi.assistant.max-tool-rounds         | -1     | IMBI_ASSISTANT_MAX_TOOL_ROUNDS: must be greater than or equal to 0
          imbi.assistant.max-tool-rounds         | 101    | IMBI_ASSISTANT_MAX_TOOL_ROUNDS: must be less than or equal to 100
          imbi.assistant.max-turn-tokens         | x      | IMBI_ASSISTANT_MAX_TURN_TOKENS: must be a whole number (default: 4000000)
          imbi.assistant.max-tool-result-chars   | many   | IMBI_ASSISTANT_MAX_TOOL_RESULT_CHARS: must be a whole number (default: 120000)
          imbi.assistant.max-tool-result-chars   | 0      | IMBI_ASSISTANT_MAX_TOOL_RESULT_CHARS: must be at least 1
          imbi.assistant.enabled                 | maybe  | IMBI_ASSISTANT_ENABLED: must be true or false
          imbi.assistant.enabled                 | 1      | IMBI_ASSISTANT_ENABLED: must be true or false
          imbi.assistant.tool-loading            | lazy   | IMBI_ASSISTANT_TOOL_LOADING: must be one of auto, full, search (default: auto)
          imbi.assistant.approval                | always | IMBI_ASSISTANT_APPROVAL: must be one of never, destructive, mutating (default: never)
          imbi.assistant.grace-period            | soon   | IMBI_ASSISTANT_GRACE_PERIOD: must be a duration, such as 500ms, 30s, 5m or 2h (default: 30s)
          imbi.assistant.grace-period            | -1s    | IMBI_ASSISTANT_GRACE_PERIOD: must not be negative
          imbi.assistant.lease-duration          | 0s     | IMBI_ASSISTANT_LEASE_DURATION: must be longer than nothing, such as 30s
          imbi.assistant.stream.heartbeat        | 0s     | IMBI_ASSISTANT_STREAM_HEARTBEAT: must be longer than nothing, such as 15s
          imbi.assistant.database.pool-size      | few    | IMBI_ASSISTANT_DATABASE_POOL_SIZE: must be a whole number (default: 10)
          imbi.queue.concurrency                 | 0      | IMBI_QUEUE_CONCURRENCY: must be a number from 1 to 1000, and is 0
          anthropic.max-retries                  | -1     | ANTHROPIC_MAX_RETRIES: must be greater than or equal to 0
          """)
  void aWrongValueStopsTheStartAndNamesItsVariable(String property, String value, String reason) {
    assertThatThrownBy(() -> run(property, value))
        .satisfies(failure -> assertThat(StartFailure.reason(failure)).hasValue(reason));
  }

  @Test
  void aBlankValueIsNone() {
    try (var context = run("imbi.assistant.max-tokens", " ")) {
      assertThat(context.isRunning()).isTrue();
    }
  }

  @Test
  void aValueThatMayBeASecretIsNotRepeated() {
    assertThatThrownBy(() -> run("imbi.assistant.max-tokens", "sk-ant-secret"))
        .hasRootCauseInstanceOf(SettingException.class)
        .message()
        .doesNotContain("sk-ant-secret");
  }

  private static ApplicationContext run(String property, String value) {
    return ApplicationContext.run(
        Map.of(
            property,
            value,
            "anthropic.api-key",
            "key",
            "imbi.auth.jwt-secret",
            "of-thirty-two-bytes-at-the-least!"),
        "nodatabase");
  }
}
