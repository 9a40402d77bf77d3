package io.imbi.assistant.queue;

import io.imbi.assistant.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The database's time, on which workers agree whose own clocks do not. */
@Singleton
final class DatabaseClock implements QueueClock {

  @Override
  public Instant now(Connection connection) throws SQLException {
    return Sql.of("SELECT clock_timestamp()")
        .one(connection, row -> row.getObject(1, OffsetDateTime.class))
        .orElseThrow()
        .toInstant();
  }
}
