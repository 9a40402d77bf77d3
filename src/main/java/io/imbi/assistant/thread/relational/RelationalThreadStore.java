package io.imbi.assistant.thread.relational;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.imbi.assistant.conversation.StoredText;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.thread.ChatThread;
import io.imbi.assistant.thread.EventTypes;
import io.imbi.assistant.thread.NewEvent;
import io.imbi.assistant.thread.ThreadEvent;
import io.imbi.assistant.thread.ThreadStore;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps threads in PostgreSQL tables. */
@Singleton
@RequiresStore(StoreKind.RELATIONAL)
final class RelationalThreadStore implements ThreadStore {

  private static final String FIND =
      "SELECT id, contact, created_at, config FROM imbi_assistant.thread WHERE id = ?";

  private static final String LATEST =
      """
      SELECT id, contact, created_at, config FROM imbi_assistant.thread
      WHERE contact = ? ORDER BY created_at DESC, id DESC LIMIT 1
      """;

  /** Callers with a contact's first message wait for one another here, and nobody else does. */
  private static final String LOCK_CONTACT = "SELECT pg_advisory_xact_lock(hashtextextended(?, 7))";

  private static final String INSERT_THREAD =
      "INSERT INTO imbi_assistant.thread (id, contact, created_at, config) VALUES (?, ?, ?, ?)";

  private static final String INSERT_EVENT =
      """
      INSERT INTO imbi_assistant.thread_event (thread_id, id, created_at, type, data)
      VALUES (?, ?, ?, ?, ?)
      """;

  private static final String EVENTS =
      """
      SELECT id, created_at, type, data FROM imbi_assistant.thread_event
      WHERE thread_id = ? ORDER BY position
      """;

  private static final String LEASE =
      """
      INSERT INTO imbi_assistant.thread_lease AS lease (thread_id, holder, expires_at)
      VALUES (?, ?, clock_timestamp() + ? * interval '1 millisecond')
      ON CONFLICT (thread_id) DO UPDATE
      SET holder = excluded.holder, expires_at = excluded.expires_at
      WHERE lease.holder = excluded.holder OR lease.expires_at <= clock_timestamp()
      """;

  private static final String RENEW =
      """
      UPDATE imbi_assistant.thread_lease
      SET expires_at = clock_timestamp() + ? * interval '1 millisecond'
      WHERE thread_id = ? AND holder = ?
      """;

  /** Whoever would take the lease waits until the transaction ends. */
  private static final String HOLD =
      """
      SELECT thread_id FROM imbi_assistant.thread_lease
      WHERE thread_id = ? AND holder = ? FOR SHARE
      """;

  private static final String RELEASE =
      "DELETE FROM imbi_assistant.thread_lease WHERE thread_id = ? AND holder = ?";

  private final GatedTransactions transactions;
  private final Clock clock;
  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

  RelationalThreadStore(GatedTransactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public Optional<ChatThread> find(UUID id) {
    return transactions.executeRead(connection -> one(connection, FIND, id));
  }

  @Override
  public Resolved latestOrNew(String contact, ObjectNode config) {
    String stored = StoredText.of(contact);
    Optional<ChatThread> latest =
        transactions.executeRead(connection -> one(connection, LATEST, stored));
    return latest
        .map(thread -> new Resolved(thread, false))
        .orElseGet(
            () ->
                transactions.executeWrite(connection -> latestOrNew(connection, contact, config)));
  }

  private Resolved latestOrNew(Connection connection, String contact, ObjectNode config)
      throws SQLException {
    String stored = StoredText.of(contact);
    try (PreparedStatement lock = prepare(connection, LOCK_CONTACT, stored)) {
      lock.execute();
    }
    Optional<ChatThread> latest = one(connection, LATEST, stored);
    if (latest.isPresent()) {
      return new Resolved(latest.get(), false);
    }
    var thread = new ChatThread(ids.generate(), contact, now(), config);
    try (PreparedStatement insert =
        prepare(
            connection,
            INSERT_THREAD,
            thread.id(),
            stored,
            at(thread.createdAt()),
            Json.write(config))) {
      insert.executeUpdate();
    }
    ObjectNode created = Json.object().put("thread_id", thread.id().toString());
    created.put("contact_id", contact).set("thread_config", config);
    insert(connection, thread.id(), List.of(new NewEvent(EventTypes.THREAD_CREATED, created)));
    return new Resolved(thread, true);
  }

  @Override
  public boolean append(UUID thread, UUID holder, List<NewEvent> events) {
    return transactions.executeWrite(
        connection -> {
          boolean held;
          try (PreparedStatement hold = prepare(connection, HOLD, thread, holder);
              ResultSet row = hold.executeQuery()) {
            held = row.next();
          }
          if (held) {
            insert(connection, thread, events);
          }
          return held;
        });
  }

  private void insert(Connection connection, UUID thread, List<NewEvent> events)
      throws SQLException {
    OffsetDateTime now = at(now());
    try (PreparedStatement insert = connection.prepareStatement(INSERT_EVENT)) {
      for (NewEvent event : events) {
        bind(
            insert,
            thread,
            ids.generate(),
            now,
            StoredText.of(event.type()),
            Json.write(event.data()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @Override
  public List<ThreadEvent> events(UUID thread) {
    return transactions.executeRead(
        connection -> {
          List<ThreadEvent> events = new ArrayList<>();
          try (PreparedStatement select = prepare(connection, EVENTS, thread);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              events.add(
                  new ThreadEvent(
                      row.getObject(1, UUID.class),
                      thread,
                      row.getObject(2, OffsetDateTime.class).toInstant(),
                      row.getString(3),
                      (ObjectNode) Json.parseStored(row.getString(4))));
            }
          }
          return events;
        });
  }

  @Override
  public boolean lease(UUID thread, UUID holder, Duration duration) {
    return update(LEASE, thread, holder, duration.toMillis()) > 0;
  }

  @Override
  public boolean renew(UUID thread, UUID holder, Duration duration) {
    return transactions.executeAtOnce(
            connection -> update(connection, RENEW, duration.toMillis(), thread, holder))
        > 0;
  }

  @Override
  public void release(UUID thread, UUID holder) {
    update(RELEASE, thread, holder);
  }

  private int update(String sql, Object... parameters) {
    return transactions.executeWrite(connection -> update(connection, sql, parameters));
  }

  private static int update(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement update = prepare(connection, sql, parameters)) {
      return update.executeUpdate();
    }
  }

  private static Optional<ChatThread> one(Connection connection, String sql, Object parameter)
      throws SQLException {
    try (PreparedStatement select = prepare(connection, sql, parameter);
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? Optional.of(
              new ChatThread(
                  row.getObject(1, UUID.class),
                  row.getString(2),
                  row.getObject(3, OffsetDateTime.class).toInstant(),
                  (ObjectNode) Json.parseStored(row.getString(4))))
          : Optional.empty();
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    bind(statement, parameters);
    return statement;
  }

  private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /** The database keeps microseconds. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
