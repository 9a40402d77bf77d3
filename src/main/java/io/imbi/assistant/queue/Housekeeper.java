package io.imbi.assistant.queue;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What some worker has to do now and then, and several may do at once. */
@Singleton
final class Housekeeper {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);

  /** Small, so that no other statement waits long. */
  private static final int PURGE_BATCH = 500;

  private final QueueDatabase database;
  private final TaskStore store;
  private final Completion completion;
  private final QueueClock clock;
  private final QueueMetrics metrics;
  private final QueueSettings settings;

  Housekeeper(
      QueueDatabase database,
      TaskStore store,
      Completion completion,
      QueueClock clock,
      QueueMetrics metrics,
      QueueSettings settings) {
    this.database = database;
    this.store = store;
    this.completion = completion;
    this.clock = clock;
    this.metrics = metrics;
    this.settings = settings;
  }

  /** Takes the tasks of lost workers back. */
  void reap() {
    while (completion.abandoned().isPresent()) {
      // One at a time, each in its own transaction.
    }
  }

  /**
   * Deletes tasks that have been kept for long enough.
   *
   * @return how many
   */
  int purge() {
    int deleted = 0;
    int batch;
    do {
      batch =
          database.inTransaction(
              connection -> {
                Instant before = clock.now(connection).minus(settings.retention());
                return store.purge(connection, before, PURGE_BATCH);
              });
      deleted += batch;
    } while (batch == PURGE_BATCH);
    if (deleted > 0) {
      LOG.info("{} tasks deleted that ended more than {} ago", deleted, settings.retention());
    }
    return deleted;
  }

  void count() {
    Map<TaskState, Long> counts =
        database.inTransaction(connection -> store.counts(connection, null));
    metrics.counted(counts);
  }
}
