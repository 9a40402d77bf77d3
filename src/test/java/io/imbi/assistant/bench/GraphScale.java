package io.imbi.assistant.bench;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.graph.TestAge;
import io.imbi.assistant.identity.Directory;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.Owner;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * What the graph costs as it grows: the same work with ten times as many users, conversations and
 * messages. Run by hand; the times of the test server are not those of a PostgreSQL that is no
 * WebAssembly, but whether they grow is the same.
 */
final class GraphScale {

  private static final int MESSAGES_EACH = 3;
  private static final int LONG_CONVERSATION = 200;
  private static final int RUNS = 60;
  private static final Owner BUSY = new Owner("user0@example.com");

  private final TestAge age;
  private final ApplicationContext context;

  private GraphScale(TestAge age, ApplicationContext context) {
    this.age = age;
    this.context = context;
  }

  /** Takes the number of conversations, ten for each user; 10000 if there is none. */
  public static void main(String[] arguments) {
    int conversations = arguments.length == 0 ? 10_000 : Integer.parseInt(arguments[0]);
    try (TestAge age = TestAge.start()) {
      prepare(age);
      try (ApplicationContext context = ApplicationContext.run(age.settings())) {
        var scale = new GraphScale(age, context);
        scale.fill(conversations);
        scale.measure(conversations);
      }
    }
  }

  /** The labels that the platform makes. */
  private static void prepare(TestAge age) {
    for (String label :
        List.of("User", "Organization", "Role", "Permission", "TokenMetadata", "APIKey")) {
      age.execute("SELECT ag_catalog.create_vlabel('%s', '%s')".formatted(age.name(), label));
    }
    for (String label : List.of("MEMBER_OF", "GRANTS", "INHERITS_FROM", "OWNED_BY")) {
      age.execute("SELECT ag_catalog.create_elabel('%s', '%s')".formatted(age.name(), label));
    }
  }

  private void fill(int conversations) {
    int users = conversations / 10;
    cypher(
        """
        CREATE (o:Organization {slug: 'acme'}), (r:Role {slug: 'developer'}),
          (b:Role {slug: 'base'}), (r)-[:INHERITS_FROM]->(b)
        WITH r UNWIND range(1, 50) AS i
        CREATE (r)-[:GRANTS]->(:Permission {name: 'permission:' + toString(i)})
        """);
    insert(
        "User",
        """
        SELECT agtype_build_map('email', 'user' || n || '@example.com', 'is_active', true,
          'display_name', 'User ' || n) FROM generate_series(0, %d) n
        """
            .formatted(users - 1));
    insert(
        "TokenMetadata",
        """
        SELECT agtype_build_map('jti', 'token' || n, 'revoked', false)
        FROM generate_series(0, %d) n
        """
            .formatted(users * 3));
    // The first user has a twentieth of all.
    insert(
        "Conversation",
        """
        SELECT agtype_build_map('id', gen_random_uuid()::text, 'user_email',
          'user' || CASE WHEN n %% 20 = 0 THEN 0 ELSE n %% %d END || '@example.com',
          'title', 'Conversation ' || n, 'model', 'm', 'is_archived', n %% 3 = 0,
          'created_at', '2026-01-01T00:00:00.000000+00:00', 'updated_at',
          to_char(timestamp '2026-01-01' + n * interval '1 second',
            'YYYY-MM-DD"T"HH24:MI:SS.US+00:00'))
        FROM generate_series(1, %d) n
        """
            .formatted(users, conversations));
    insert(
        "Message",
        """
        SELECT agtype_build_map('id', gen_random_uuid()::text, 'conversation_id',
          agtype_access_operator(c.properties, '"id"'), 'role', 'user', 'content',
          repeat('lorem ipsum ', 20), 'sequence', n,
          'created_at', '2026-01-01T00:00:00.000000+00:00')
        FROM "%s"."Conversation" c, generate_series(0, %d) n
        """
            .formatted(age.name(), MESSAGES_EACH - 1));
    edges(
        "CONTAINS",
        """
        SELECT c.id, m.id FROM "%1$s"."Conversation" c JOIN "%1$s"."Message" m
        ON agtype_access_operator(m.properties, '"conversation_id"')
          = agtype_access_operator(c.properties, '"id"')
        """);
    edges(
        "HAS_CONVERSATION",
        """
        SELECT u.id, c.id FROM "%1$s"."User" u JOIN "%1$s"."Conversation" c
        ON agtype_access_operator(u.properties, '"email"')
          = agtype_access_operator(c.properties, '"user_email"')
        """);
    age.execute("ANALYZE");
  }

  private void measure(int conversations) {
    Directory directory = context.getBean(Directory.class);
    ConversationStore store = context.getBean(ConversationStore.class);
    TurnLeases leases = context.getBean(TurnLeases.class);
    System.out.printf(
        "%d conversations, %d messages, %d users; milliseconds: median, 95th percentile%n",
        conversations, conversations * MESSAGES_EACH, conversations / 10);

    time("authenticate, first time", i -> directory.find(token(i)));
    time("authenticate, again", i -> directory.find(token(i)));
    time("first page of ten", i -> store.list(owner(i + 1), 20, 0, false));
    time("first page of a twentieth of all", _ -> store.list(BUSY, 20, 0, false));
    Conversation talk = store.create(BUSY, "m");
    List<NewMessage> messages = new ArrayList<>();
    for (int i = 0; i < LONG_CONVERSATION; i++) {
      messages.add(said("lorem ipsum ".repeat(80)));
    }
    store.append(BUSY, talk.id(), 0, messages);
    time("load 200 messages", _ -> store.load(BUSY, talk.id()));
    time(
        "append a round to 200 messages",
        i ->
            store.append(
                BUSY,
                talk.id(),
                LONG_CONVERSATION + 2 * i,
                List.of(said("call"), said("result ".repeat(800)))));
    UUID holder = UUID.randomUUID();
    time("take a lease", _ -> leases.acquire(BUSY, talk.id(), holder, Duration.ofMinutes(1)));
    time("renew a lease", _ -> leases.renew(talk.id(), holder, Duration.ofMinutes(1)));
    List<UUID> created = new ArrayList<>();
    time("create", _ -> created.add(store.create(BUSY, "m").id()));
    time("rename", i -> store.update(BUSY, created.get(i), "A title", null));
    time("delete", i -> store.delete(BUSY, created.get(i)));
  }

  private static void time(String what, IntConsumer work) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      work.accept(i);
      times.add(System.nanoTime() - start);
    }
    Collections.sort(times);
    System.out.printf(
        "  %-34s %8.2f %8.2f%n", what, times.get(RUNS / 2) / 1e6, times.get(RUNS * 95 / 100) / 1e6);
  }

  private void cypher(String text) {
    age.execute(
        "SELECT * FROM ag_catalog.cypher('%s', $cypher$%s$cypher$) AS (x agtype)"
            .formatted(age.name(), text));
  }

  private void insert(String label, String select) {
    age.execute("INSERT INTO \"%s\".\"%s\" (properties) %s".formatted(age.name(), label, select));
  }

  private void edges(String label, String select) {
    age.execute(
        "INSERT INTO \"%s\".\"%s\" (start_id, end_id) %s"
            .formatted(age.name(), label, select.formatted(age.name())));
  }

  private static AccessToken token(int number) {
    return new AccessToken(
        owner(number).value(), "token" + number, false, null, false, List.of(), Instant.MAX);
  }

  private static Owner owner(int number) {
    return new Owner("user" + number + "@example.com");
  }

  private static NewMessage said(String text) {
    return NewMessage.fromUser(UUID.randomUUID(), text);
  }
}
