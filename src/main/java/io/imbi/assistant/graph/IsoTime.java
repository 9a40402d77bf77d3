package io.imbi.assistant.graph;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * Times as text, since the graph has no type for them. They are written with microseconds and
 * {@code +00:00}, always as long, so that the order of the texts is the order of the times.
 */
public final class IsoTime {

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);

  /** With or without seconds, fraction and offset. */
  private static final DateTimeFormatter READ =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][X]")
          .toFormatter(Locale.ROOT);

  private IsoTime() {}

  /** What the graph keeps of a time. */
  public static Instant stored(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  public static String write(Instant time) {
    return WRITTEN.format(time.atOffset(ZoneOffset.UTC));
  }

  /** Takes any offset; without one it is UTC. Empty if the text is no time. */
  public static Optional<Instant> read(String text) {
    try {
      var time =
          READ.parseBest(text.strip().replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
      return Optional.of(
          stored(
              time instanceof OffsetDateTime withOffset
                  ? withOffset.toInstant()
                  : LocalDateTime.from(time).toInstant(ZoneOffset.UTC)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
