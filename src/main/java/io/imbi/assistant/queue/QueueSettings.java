package io.imbi.assistant.queue;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How this process takes part in the queue, if it does: see {@link QueueWorker}.
 *
 * @param concurrency {@code IMBI_QUEUE_CONCURRENCY}: how many tasks it runs at once
 * @param modelCalls {@code IMBI_QUEUE_MODEL_CALLS}: how many tasks that call the model run at once,
 *     among all workers; to be set alike for all
 * @param lease {@code IMBI_QUEUE_LEASE}: how long after its last sign of life a worker's tasks are
 *     taken over
 * @param pollInterval {@code IMBI_QUEUE_POLL_INTERVAL}: how often it looks for work of which no
 *     notification tells, such as tasks that become due
 * @param shutdownGrace {@code IMBI_QUEUE_SHUTDOWN_GRACE}: how long running tasks may go on when the
 *     process is asked to stop
 * @param retention {@code IMBI_QUEUE_RETENTION}: how long a finished task is kept, a day at least
 */
@ConfigurationProperties("imbi.queue")
record QueueSettings(
    @Bindable(defaultValue = "16") int concurrency,
    @Bindable(defaultValue = "4") int modelCalls,
    @Bindable(defaultValue = "30s") Duration lease,
    @Bindable(defaultValue = "1s") Duration pollInterval,
    @Bindable(defaultValue = "20s") Duration shutdownGrace,
    @Bindable(defaultValue = "7d") Duration retention) {

  QueueSettings {
    between("IMBI_QUEUE_CONCURRENCY", concurrency, 1, 1000);
    between("IMBI_QUEUE_MODEL_CALLS", modelCalls, 1, 1000);
    atLeast("IMBI_QUEUE_LEASE", lease, Duration.ofSeconds(1));
    atLeast("IMBI_QUEUE_POLL_INTERVAL", pollInterval, Duration.ofMillis(10));
    atLeast("IMBI_QUEUE_SHUTDOWN_GRACE", shutdownGrace, Duration.ZERO);
    atLeast("IMBI_QUEUE_RETENTION", retention, RateLimit.LONGEST);
  }

  private static void between(String variable, int value, int least, int most) {
    if (value < least || value > most) {
      throw new SettingException(
          variable, "must be a number from " + least + " to " + most + ", and is " + value);
    }
  }

  private static void atLeast(String variable, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new SettingException(variable, "must be at least " + least + ", and is " + value);
    }
  }
}
