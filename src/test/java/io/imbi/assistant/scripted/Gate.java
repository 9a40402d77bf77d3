package io.imbi.assistant.scripted;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A point in an answer at which the server waits until the test lets it go on. */
public final class Gate {

  private final CompletableFuture<Void> reached = new CompletableFuture<>();
  private final CompletableFuture<Void> opened = new CompletableFuture<>();

  /** Lets the answer go on, now or when it gets here. */
  public void open() {
    opened.complete(null);
  }

  public boolean isReached() {
    return reached.isDone();
  }

  /** Waits until the answer has got here: everything before has been written to the socket. */
  public void awaitReached() {
    Waiting.until(reached, Duration.ofSeconds(10), "the answer to reach the gate");
  }

  /** Waits until the test opens the gate or the client goes away. */
  void pass(CompletableFuture<Void> clientGone) {
    reached.complete(null);
    CompletableFuture.anyOf(opened, clientGone).join();
  }
}
