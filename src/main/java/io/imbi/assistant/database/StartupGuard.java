package io.imbi.assistant.database;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.event.ApplicationStartupEvent;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Closes what a start has opened if the process ends before it is up (a port that is taken, a key
 * press). Once it is up its container closes everything, in order and not all at once.
 */
@Singleton
final class StartupGuard implements ApplicationEventListener<ApplicationStartupEvent> {

  private final List<Thread> hooks = new ArrayList<>();

  synchronized void closeIfNotStarted(EmbeddedDatabase database) {
    var hook = new Thread(database::close, "close-embedded-database");
    hooks.add(hook);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public synchronized void onApplicationEvent(ApplicationStartupEvent event) {
    standDown();
  }

  synchronized void standDown() {
    try {
      hooks.forEach(Runtime.getRuntime()::removeShutdownHook);
      hooks.clear();
    } catch (IllegalStateException e) {
      // The process is ending, and the hooks are running.
      return;
    }
  }
}
