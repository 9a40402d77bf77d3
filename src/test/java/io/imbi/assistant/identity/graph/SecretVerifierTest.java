package io.imbi.assistant.identity.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.imbi.assistant.identity.Directory.ApiKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SecretVerifierTest {

  private static final String CHEAP =
      "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0MTIzNA$QnbrhjzrNi3yUFg3dg2p/4VjuFdM8Xhf5ZbYDFtJVRs";
  private static final String OTHER = CHEAP.replace("$Qnbr", "$Rnbr");
  private static final ApiKey RIGHT = new ApiKey("ik_1", "right");
  private static final ApiKey WRONG = new ApiKey("ik_1", "wrong");

  private final SettableTicker ticker = new SettableTicker();
  private final ConcurrentLinkedQueue<SecretHash> checked = new ConcurrentLinkedQueue<>();

  @Test
  void aSuccessIsRememberedForAMinute() {
    SecretVerifier verifier = verifier(1, Duration.ofSeconds(5));

    assertThat(verifier.verify(RIGHT, Optional.of(CHEAP))).isTrue();
    assertThat(verifier.verify(RIGHT, Optional.of(CHEAP))).isTrue();
    assertThat(checked).hasSize(1);

    ticker.advance(SecretVerifier.REMEMBERED.plusMillis(1));
    assertThat(verifier.verify(RIGHT, Optional.of(CHEAP))).isTrue();
    assertThat(checked).hasSize(2);
  }

  @Test
  void aFailureIsNotRemembered() {
    SecretVerifier verifier = verifier(1, Duration.ofSeconds(5));

    assertThat(verifier.verify(WRONG, Optional.of(CHEAP))).isFalse();
    assertThat(verifier.verify(WRONG, Optional.of(CHEAP))).isFalse();

    assertThat(checked).hasSize(2);
  }

  @Test
  void aKeyThatGotAnotherSecretIsCheckedAgain() {
    SecretVerifier verifier = verifier(1, Duration.ofSeconds(5));
    verifier.verify(RIGHT, Optional.of(CHEAP));

    verifier.verify(RIGHT, Optional.of(OTHER));

    assertThat(checked).hasSize(2);
  }

  @Test
  void aKeyThatIsNotThereCostsAsMuchAsOneThatIs() {
    SecretVerifier verifier = verifier(1, Duration.ofSeconds(5));

    assertThat(verifier.verify(RIGHT, Optional.empty())).isFalse();
    assertThat(verifier.verify(RIGHT, Optional.of("no hash"))).isFalse();

    assertThat(checked).containsExactly(SecretHash.NOBODYS, SecretHash.NOBODYS);
  }

  @Test
  void aSecretThatIsMuchTooLongIsNotHashed() {
    assertThat(
            verifier(1, Duration.ofSeconds(5))
                .verify(new ApiKey("ik_1", "x".repeat(513)), Optional.of(CHEAP)))
        .isFalse();
    assertThat(checked).isEmpty();
  }

  @Test
  void requestsWithTheSameNewKeyWaitForOneCheck() throws InterruptedException, ExecutionException {
    var started = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var runs = new AtomicInteger();
    var verifier =
        new SecretVerifier(
            ticker,
            (_, _) -> {
              runs.incrementAndGet();
              started.countDown();
              return awaited(go);
            },
            1,
            Duration.ofMinutes(1));

    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> requests = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        requests.add(executor.submit(() -> verifier.verify(RIGHT, Optional.of(CHEAP))));
      }
      started.await();
      go.countDown();
      for (Future<Boolean> request : requests) {
        assertThat(request.get()).isTrue();
      }
    }
    assertThat(runs).hasValue(1);
  }

  @Test
  void noMoreThanAFewAreCheckedAtOnceAndNobodyWaitsForEver() throws InterruptedException {
    var go = new CountDownLatch(1);
    var running = new AtomicInteger();
    var verifier =
        new SecretVerifier(
            ticker,
            (_, _) -> {
              running.incrementAndGet();
              return awaited(go);
            },
            2,
            Duration.ofMillis(1));
    List<Thread> flood = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      var key = new ApiKey("ik_" + i, "x");
      flood.add(Thread.startVirtualThread(() -> verifier.verify(key, Optional.of(CHEAP))));
    }
    await().until(() -> running.get() == 2);

    assertThatThrownBy(() -> verifier.verify(RIGHT, Optional.of(CHEAP)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Too many");
    assertThat(running).hasValue(2);

    go.countDown();
    for (Thread thread : flood) {
      thread.join();
    }
    assertThat(verifier.verify(RIGHT, Optional.of(CHEAP))).isTrue();
  }

  private SecretVerifier verifier(int concurrency, Duration patience) {
    return new SecretVerifier(
        ticker,
        (hash, secret) -> {
          checked.add(hash);
          return secret.equals("right");
        },
        concurrency,
        patience);
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
