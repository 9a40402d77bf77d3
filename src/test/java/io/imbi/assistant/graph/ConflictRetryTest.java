package io.imbi.assistant.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflictRetryTest {

  private final List<Duration> pauses = new ArrayList<>();
  private final ConflictRetry retry = new ConflictRetry(pauses::add, () -> new Random(7));
  private int attempts;

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @ParameterizedTest
  @CsvSource({
    "XX000, ERROR: Entity failed to be updated: 3",
    "40001, ERROR: could not serialize access",
    "40P01, ERROR: deadlock detected"
  })
  void aLostRaceIsRunAgain(String state, String message) {
    String result =
        retry.call(
            () -> {
              if (++attempts < 3) {
                throw new SQLException(message, state);
              }
              return "done";
            });

    assertThat(result).isEqualTo("done");
    assertThat(attempts).isEqualTo(3);
    assertThat(pauses).hasSize(2);
  }

  @Test
  void aLostRaceWithinATransactionIsRunAgain() {
    assertThat(
            retry.<String>call(
                () -> {
                  if (++attempts < 2) {
                    throw new GraphException(
                        new SQLException("Entity failed to be updated: 3", "XX000"));
                  }
                  return "done";
                }))
        .isEqualTo("done");
  }

  @Test
  void thePausesGrow() {
    assertThatThrownBy(() -> retry.call(this::fail)).isInstanceOf(GraphException.class);

    assertThat(attempts).isEqualTo(ConflictRetry.ATTEMPTS);
    assertThat(pauses).hasSize(ConflictRetry.ATTEMPTS - 1);
    for (int i = 0; i < pauses.size(); i++) {
      assertThat(pauses.get(i).toMillis()).isBetween(5L << i, 10L << i);
    }
  }

  @Test
  void anythingElseIsNotRunAgain() {
    assertThatThrownBy(
            () ->
                retry.call(
                    () -> {
                      attempts++;
                      throw new SQLException("syntax error", "42601");
                    }))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("syntax error");
    assertThat(attempts).isEqualTo(1);
  }

  @Test
  void anInterruptEndsTheWait() {
    var interrupted =
        new ConflictRetry(
            time -> {
              throw new InterruptedException();
            },
            Random::new);

    assertThatThrownBy(() -> interrupted.call(this::fail)).isInstanceOf(GraphException.class);
    assertThat(attempts).isEqualTo(1);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  private String fail() throws SQLException {
    attempts++;
    throw new SQLException("Entity failed to be updated: 3", "XX000");
  }
}
