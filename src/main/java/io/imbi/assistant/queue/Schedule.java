package io.imbi.assistant.queue;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** When something is done again and again. */
public sealed interface Schedule {

  /**
   * Once per interval, for the first time as soon as a worker knows of it.
   *
   * @throws IllegalArgumentException if the interval is under a second
   */
  static Schedule every(Duration interval) {
    return new Every(interval);
  }

  /**
   * At the times of a cron expression of five fields: minute, hour, day of month, month, day of
   * week (0 and 7 are Sunday). Where both day fields are restricted, either will do. A time that
   * the clocks skip in spring does not come, and one that they repeat in autumn comes once for
   * fixed hours.
   *
   * @throws IllegalArgumentException if it is not such an expression or names no time that ever
   *     comes
   */
  static Schedule cron(String expression, ZoneId zone) {
    return new CronExpression(expression, zone);
  }

  /** Identifies the schedule: one that is changed in the configuration starts anew. */
  String definition();

  /** When it is due for the first time, for a worker that learns of it now. */
  Instant first(Instant now);

  /**
   * When it is due next, after {@code now}: the times that were missed are passed over.
   *
   * @param due the time whose turn it was
   */
  Instant next(Instant due, Instant now);

  /** See {@link #every}. */
  record Every(Duration interval) implements Schedule {

    public Every {
      if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException("An interval is at least a second, not " + interval);
      }
    }

    @Override
    public String definition() {
      return "every " + interval;
    }

    @Override
    public Instant first(Instant now) {
      return now;
    }

    @Override
    public Instant next(Instant due, Instant now) {
      long passed = Duration.between(due, now).dividedBy(interval);
      return due.plus(interval.multipliedBy(passed + 1));
    }
  }

  /** See {@link #cron}. */
  record CronExpression(String expression, ZoneId zone) implements Schedule {

    public CronExpression {
      if (times(expression).nextExecution(Instant.EPOCH.atZone(ZoneOffset.UTC)).isEmpty()) {
        throw new IllegalArgumentException("The cron expression names no time: " + expression);
      }
    }

    @Override
    public String definition() {
      return "cron " + expression + " " + zone;
    }

    @Override
    public Instant first(Instant now) {
      return times(expression)
          .nextExecution(now.atZone(zone))
          .orElseThrow(() -> new IllegalStateException("No time follows: " + definition()))
          .toInstant();
    }

    @Override
    public Instant next(Instant due, Instant now) {
      return first(now);
    }

    private static ExecutionTime times(String expression) {
      var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
      Cron cron;
      try {
        cron = parser.parse(expression).validate();
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Not a cron expression of five fields: \"%s\" (%s)"
                .formatted(expression, e.getMessage()),
            e);
      }
      return ExecutionTime.forCron(cron);
    }
  }
}
