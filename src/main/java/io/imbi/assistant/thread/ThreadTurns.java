package io.imbi.assistant.thread;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Whose turn it is in each thread, within this process: first come, first served. */
final class ThreadTurns {

  private final Map<UUID, Queue<CompletableFuture<Void>>> waiting = new HashMap<>();

  /** Completes when it is the caller's turn, who then must {@link #leave}. */
  synchronized CompletableFuture<Void> enter(UUID thread) {
    Queue<CompletableFuture<Void>> line = waiting.get(thread);
    if (line == null) {
      waiting.put(thread, new ArrayDeque<>());
      return CompletableFuture.completedFuture(null);
    }
    var turn = new CompletableFuture<Void>();
    line.add(turn);
    return turn;
  }

  void leave(UUID thread) {
    CompletableFuture<Void> next = null;
    synchronized (this) {
      Queue<CompletableFuture<Void>> line = waiting.get(thread);
      if (line != null) {
        next = line.poll();
        if (next == null) {
          waiting.remove(thread);
        }
      }
    }
    if (next != null) {
      next.complete(null);
    }
  }
}
