package io.imbi.assistant.scripted;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what the server does, and says what it waited for in vain. */
final class Waiting {

  private Waiting() {}

  static void until(CompletableFuture<?> future, Duration atMost, String what) {
    try {
      future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("Waited " + atMost + " in vain for " + what, e);
    } catch (ExecutionException e) {
      throw new AssertionError("Failed while waiting for " + what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for " + what, e);
    }
  }
}
