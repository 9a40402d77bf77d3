package io.imbi.assistant.integration;

import io.imbi.assistant.database.Sql;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * What has changed something, one line each, for people to read: in Markdown, a day (of UTC) a
 * document. Blocking; what is written joins the thread's transaction, so that the log tells of what
 * happened and of nothing else.
 */
@Singleton
public final class DailyLog {

  private static final int MAX_DAYS = 400;
  private static final int MAX_DETAIL_CHARS = 1000;

  private final TransactionOperations<Connection> transactions;
  private final Clock clock;

  DailyLog(TransactionOperations<Connection> transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Adds a line.
   *
   * @param event a few constant words, such as "Action proposed"
   * @param detail what it was about; may hold what others have written
   */
  public void write(String event, String detail) {
    String line = MarkdownLine.oneLine(detail, MAX_DETAIL_CHARS);
    transactions.executeWrite(
        status ->
            Sql.of(
                    "INSERT INTO imbi_assistant.daily_log (at, event, detail) VALUES (?, ?, ?)",
                    clock.instant(),
                    event,
                    line)
                .update(status.getConnection()));
  }

  /** The days that have lines, the latest first. */
  public List<LocalDate> days() {
    return transactions.executeRead(
        status ->
            Sql.of(
                    """
                    SELECT DISTINCT CAST(at AT TIME ZONE 'UTC' AS date) AS day
                    FROM imbi_assistant.daily_log ORDER BY day DESC LIMIT ?
                    """,
                    MAX_DAYS)
                .all(status.getConnection(), row -> row.getObject(1, LocalDate.class)));
  }

  /** The lines of a day; empty if it has none. */
  public Optional<String> markdown(LocalDate day) {
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    List<String> lines =
        transactions.executeRead(
            status ->
                Sql.of(
                        """
                        SELECT at, event, detail FROM imbi_assistant.daily_log
                        WHERE at >= ? AND at < ? ORDER BY at, position
                        """,
                        start,
                        end)
                    .all(
                        status.getConnection(),
                        row ->
                            MarkdownLine.of(
                                row.getObject(1, OffsetDateTime.class).toInstant(),
                                row.getString(2),
                                row.getString(3))));
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of("# " + day + "\n\n" + String.join("\n", lines) + "\n");
  }
}
