package io.imbi.assistant.thread.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.graph.Graph;
import io.imbi.assistant.graph.GraphRow;
import io.imbi.assistant.graph.GraphSession;
import io.imbi.assistant.graph.GraphValue;
import io.imbi.assistant.graph.IsoTime;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.graph.Properties;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.thread.ChatThread;
import io.imbi.assistant.thread.EventTypes;
import io.imbi.assistant.thread.NewEvent;
import io.imbi.assistant.thread.ThreadEvent;
import io.imbi.assistant.thread.ThreadStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps threads in Imbi's graph. */
@Singleton
@RequiresStore(StoreKind.GRAPH)
final class GraphThreadStore implements ThreadStore {

  private final Graph graph;
  private final Clock clock;
  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

  GraphThreadStore(Graph graph, Clock clock) {
    this.graph = graph;
    this.clock = clock;
  }

  @Override
  public Optional<ChatThread> find(UUID id) {
    return graph.runForOne(
        Statements.FIND, Parameters.of("id", id.toString()), GraphThreadStore::thread);
  }

  @Override
  public Resolved latestOrNew(String contact, ObjectNode config) {
    return latest(graph, contact)
        .map(thread -> new Resolved(thread, false))
        .orElseGet(() -> graph.transaction(session -> latestOrNew(session, contact, config)));
  }

  private static Optional<ChatThread> latest(GraphSession session, String contact) {
    return session.runForOne(
        Statements.LATEST, Parameters.of("contact", contact), GraphThreadStore::thread);
  }

  private Resolved latestOrNew(GraphSession session, String contact, ObjectNode config) {
    session.run(Statements.LOCK_CONTACT, Parameters.of("contact", contact));
    Optional<ChatThread> latest = latest(session, contact);
    if (latest.isPresent()) {
      return new Resolved(latest.get(), false);
    }
    var thread = new ChatThread(ids.generate(), contact, now(), config);
    session.run(
        Statements.CREATE,
        Parameters.of("id", thread.id().toString())
            .and("contact", contact)
            .and("created_at", IsoTime.write(thread.createdAt()))
            .and("config", Json.write(config)));
    ObjectNode created = Json.object().put("thread_id", thread.id().toString());
    created.put("contact_id", contact).set("thread_config", config);
    add(session, thread.id(), 0, List.of(new NewEvent(EventTypes.THREAD_CREATED, created)));
    return new Resolved(thread, true);
  }

  @Override
  public boolean append(UUID thread, UUID holder, List<NewEvent> events) {
    return graph.transaction(
        session -> {
          if (session
              .runForOne(Statements.HOLD_LEASE, held(thread, holder), row -> row)
              .isEmpty()) {
            return false;
          }
          long last =
              session
                  .runForOne(Statements.LAST_POSITION, of(thread), row -> whole(row, "position"))
                  .orElse(-1L);
          add(session, thread, last + 1, events);
          return true;
        });
  }

  private void add(GraphSession session, UUID thread, long position, List<NewEvent> events) {
    String now = IsoTime.write(now());
    ArrayNode nodes = Json.array();
    for (NewEvent event : events) {
      nodes
          .addObject()
          .put("id", ids.generate().toString())
          .put("thread_id", thread.toString())
          .put("position", position + nodes.size() - 1)
          .put("created_at", now)
          .put("event_type", event.type())
          .put("event_data", Json.write(event.data()));
    }
    if (!nodes.isEmpty()) {
      session.run(Statements.ADD_EVENTS, of(thread).and("events", nodes));
    }
  }

  @Override
  public List<ThreadEvent> events(UUID thread) {
    return graph.run(Statements.EVENTS, of(thread), row -> event(thread, row));
  }

  @Override
  public boolean lease(UUID thread, UUID holder, Duration duration) {
    return graph
        .runForOne(
            Statements.TAKE_LEASE,
            held(thread, holder).and("millis", duration.toMillis()),
            row -> row)
        .isPresent();
  }

  @Override
  public boolean renew(UUID thread, UUID holder, Duration duration) {
    return graph
        .runForOne(
            Statements.RENEW_LEASE,
            held(thread, holder).and("millis", duration.toMillis()),
            row -> row)
        .isPresent();
  }

  @Override
  public void release(UUID thread, UUID holder) {
    graph.run(Statements.RELEASE_LEASE, held(thread, holder));
  }

  private static ChatThread thread(GraphRow row) {
    Properties node = row.properties("thread");
    return new ChatThread(
        UUID.fromString(text(node, "id")),
        text(node, "contact_id"),
        time(node),
        (ObjectNode) Json.parseStored(text(node, "thread_config")));
  }

  private static ThreadEvent event(UUID thread, GraphRow row) {
    Properties node = row.properties("event");
    return new ThreadEvent(
        UUID.fromString(text(node, "id")),
        thread,
        time(node),
        text(node, "event_type"),
        (ObjectNode) Json.parseStored(text(node, "event_data")));
  }

  private static Instant time(Properties node) {
    return IsoTime.read(text(node, "created_at")).orElse(Instant.EPOCH);
  }

  private static String text(Properties node, String property) {
    return node.text(property)
        .orElseThrow(() -> new IllegalStateException("A node of a thread has no " + property));
  }

  private static long whole(GraphRow row, String column) {
    return row.get(column) instanceof GraphValue.Whole(long value) ? value : -1;
  }

  private static Parameters of(UUID thread) {
    return Parameters.of("thread", thread.toString());
  }

  private static Parameters held(UUID thread, UUID holder) {
    return of(thread).and("holder", holder.toString());
  }

  private Instant now() {
    return IsoTime.stored(clock.instant());
  }
}
