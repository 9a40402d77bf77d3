package io.imbi.assistant.mcpserver;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.imbi.assistant.identity.Principal;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds how many calls of one principal run at once; the others wait for their turn. */
@Singleton
final class CallSlots {

  /** Clients give up after about a minute: a call is not begun when nobody waits any more. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Held by those who run or wait, and gone after the last of them. */
  private final LoadingCache<Key, Semaphore> slots;

  CallSlots(ServingSettings settings) {
    this.slots =
        Caffeine.newBuilder()
            .weakValues()
            .build(_ -> new Semaphore(settings.mcpConcurrency(), /* fair= */ true));
  }

  /** A slot to be closed after the call; empty if none came free in time. Blocking. */
  Optional<Slot> take(Principal principal) throws InterruptedException {
    Semaphore semaphore = slots.get(Key.of(principal));
    return semaphore.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        ? Optional.of(semaphore::release)
        : Optional.empty();
  }

  interface Slot extends AutoCloseable {
    @Override
    void close();
  }

  /** A person's address and a program's slug may be the same text. */
  private record Key(boolean person, String name) {

    static Key of(Principal principal) {
      return switch (principal) {
        case Principal.User user -> new Key(true, user.name());
        case Principal.ServiceAccount account -> new Key(false, account.name());
      };
    }
  }
}
