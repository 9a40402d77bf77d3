package io.imbi.assistant.database;

import io.imbi.assistant.deployment.DataDirectory;
import io.micronaut.configuration.jdbc.hikari.DatasourceFactory;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.BeanDestroyedEvent;
import io.micronaut.context.event.BeanDestroyedEventListener;
import io.micronaut.runtime.event.ApplicationStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Starts the embedded database when it is asked for, and stops it when nobody can be using it any
 * more: after the pool was closed, or, if the process ends before it is up (a port that is taken, a
 * key press), at its exit. Once the process is up its container closes everything in order, which
 * exit hooks, all run at once, would not.
 */
@Singleton
final class EmbeddedLifecycle
    implements ApplicationEventListener<ApplicationStartupEvent>,
        BeanDestroyedEventListener<DatasourceFactory> {

  private final DataDirectory directory;
  private final Thread exitHook = new Thread(this::stop, "stop-embedded-database");
  private Optional<EmbeddedDatabase> database = Optional.empty();

  EmbeddedLifecycle(DataDirectory directory) {
    this.directory = directory;
  }

  synchronized EmbeddedDatabase start() {
    if (database.isEmpty()) {
      database = Optional.of(new EmbeddedDatabase(directory));
      Runtime.getRuntime().addShutdownHook(exitHook);
    }
    return database.get();
  }

  @Override
  public void onApplicationEvent(ApplicationStartupEvent event) {
    removeExitHook();
  }

  @Override
  public void onDestroyed(BeanDestroyedEvent<DatasourceFactory> event) {
    close();
  }

  @PreDestroy
  void close() {
    removeExitHook();
    stop();
  }

  private synchronized void stop() {
    database.ifPresent(EmbeddedDatabase::close);
    database = Optional.empty();
  }

  private void removeExitHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(exitHook);
    } catch (IllegalStateException e) {
      // The process is ending already, and its hooks are running.
      return;
    }
  }
}
