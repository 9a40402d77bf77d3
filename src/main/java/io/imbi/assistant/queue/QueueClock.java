package io.imbi.assistant.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** The time by which tasks become due and leases end: one for all workers. */
interface QueueClock {

  Instant now(Connection connection) throws SQLException;
}
