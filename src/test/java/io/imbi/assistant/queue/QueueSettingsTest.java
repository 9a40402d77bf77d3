package io.imbi.assistant.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueSettingsTest {

  @Test
  void defaults() {
    assertThat(settings(Map.of()))
        .isEqualTo(
            new QueueSettings(
                16,
                4,
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofDays(7)));
  }

  @Test
  void everySettingIsReadUnderItsName() {
    assertThat(
            settings(
                Map.of(
                    "imbi.queue.concurrency", "3",
                    "imbi.queue.model-calls", "2",
                    "imbi.queue.lease", "45s",
                    "imbi.queue.poll-interval", "250ms",
                    "imbi.queue.shutdown-grace", "1m",
                    "imbi.queue.retention", "2d")))
        .isEqualTo(
            new QueueSettings(
                3,
                2,
                Duration.ofSeconds(45),
                Duration.ofMillis(250),
                Duration.ofMinutes(1),
                Duration.ofDays(2)));
  }

  @ParameterizedTest
  @CsvSource({
    "IMBI_QUEUE_CONCURRENCY,     0, 4, PT30S,    PT1S,     PT20S, P7D",
    "IMBI_QUEUE_CONCURRENCY,  1001, 4, PT30S,    PT1S,     PT20S, P7D",
    "IMBI_QUEUE_MODEL_CALLS,    16, 0, PT30S,    PT1S,     PT20S, P7D",
    "IMBI_QUEUE_LEASE,          16, 4, PT0.999S, PT1S,     PT20S, P7D",
    "IMBI_QUEUE_POLL_INTERVAL,  16, 4, PT30S,    PT0.009S, PT20S, P7D",
    "IMBI_QUEUE_SHUTDOWN_GRACE, 16, 4, PT30S,    PT1S,     PT-1S, P7D",
    "IMBI_QUEUE_RETENTION,      16, 4, PT30S,    PT1S,     PT20S, PT23H",
  })
  void aWrongValueNamesItsVariable(
      String variable,
      int concurrency,
      int modelCalls,
      Duration lease,
      Duration pollInterval,
      Duration shutdownGrace,
      Duration retention) {
    assertThatThrownBy(
            () ->
                new QueueSettings(
                    concurrency, modelCalls, lease, pollInterval, shutdownGrace, retention))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(variable + ": must be ");
  }

  private static QueueSettings settings(Map<String, Object> properties) {
    try (var context = ApplicationContext.builder("nodatabase").properties(properties).start()) {
      return context.getBean(QueueSettings.class);
    }
  }
}
