package io.imbi.assistant.bench;

import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.identity.Authentication.Authenticated;
import io.imbi.assistant.identity.Authenticator;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.identity.TokenIssuer;
import io.micronaut.context.ApplicationContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Whether anything takes longer when there is more of everything: the same work on each store with
 * a thousand users and ten thousand conversations, and with ten times as many.
 */
final class ScaleBenchmark {

  private static final int USERS = 1_000;
  private static final int RUNS = 300;
  private static final int LONG_CONVERSATIONS = 30;
  private static final int LONG = 200;

  /** What is done beside a request, the note of a key's use say, is to be over before the next. */
  private static final long PAUSE_NANOS = Duration.ofMillis(3).toNanos();

  private final ApplicationContext context;
  private final ScaledStore scaled;
  private final int users;
  private final Map<String, long[]> times = new LinkedHashMap<>();

  private ScaleBenchmark(ApplicationContext context, ScaledStore scaled, int users) {
    this.context = context;
    this.scaled = scaled;
    this.users = users;
  }

  /** Takes by how much the second database is larger than the first; 10 if there is nothing. */
  public static void main(String[] arguments) {
    int factor = arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]);
    compare("PostgreSQL tables", ScaledTables::new, factor);
    compare("Apache AGE", ScaledGraph::new, factor);
    System.exit(0);
  }

  private static void compare(String name, Supplier<ScaledStore> store, int factor) {
    Result small = run(store, USERS);
    Result large = run(store, USERS * factor);
    System.out.printf(
        "%n%s: %,d users and %,d conversations, and %d times as many; ms, %d runs%n",
        name, USERS, USERS * ScaledStore.CONVERSATIONS_EACH, factor, RUNS);
    System.out.printf("  %-36s %17s %17s%n", "", "1x  median   p99", factor + "x  median   p99");
    small
        .times()
        .forEach(
            (what, first) -> {
              long[] second = large.times().getOrDefault(what, new long[RUNS]);
              System.out.printf(
                  "  %-36s %8.2f %8.2f %8.2f %8.2f%n",
                  what, at(first, 50), at(first, 99), at(second, 50), at(second, 99));
            });
    large.plans().forEach((what, plan) -> System.out.printf("%n  -- %s%n%s%n", what, plan));
  }

  private record Result(Map<String, long[]> times, Map<String, String> plans) {}

  private static Result run(Supplier<ScaledStore> store, int users) {
    try (ScaledStore scaled = store.get();
        ApplicationContext context = ApplicationContext.run(scaled.settings())) {
      long start = System.nanoTime();
      scaled.fill(users);
      System.out.printf(
          "filled for %,d users in %,d s%n", users, (System.nanoTime() - start) / 1_000_000_000);
      var benchmark = new ScaleBenchmark(context, scaled, users);
      UUID conversation = benchmark.measure(0);
      // The first measurement is the compiler's.
      benchmark.times.clear();
      benchmark.measure(RUNS);
      return new Result(benchmark.times, scaled.plans(ScaledStore.owner(0), conversation));
    }
  }

  /**
   * @param first the first user who calls: each calls for the first time once
   */
  private UUID measure(int first) {
    ConversationStore store = context.getBean(ConversationStore.class);
    Authenticator authenticator = context.getBean(Authenticator.class);
    var issuer = new TokenIssuer(context.getBean(JwtSecret.class), Clock.systemUTC());
    Owner busy = ScaledStore.owner(0);

    List<BearerToken> tokens = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      tokens.add(issuer.issue(token(first + i)));
    }
    time("authenticate, token seen first", i -> authenticate(authenticator, tokens.get(i)));
    time("authenticate, token seen before", i -> authenticate(authenticator, tokens.get(i)));
    if (scaled.hasDirectory()) {
      IntConsumer key = i -> authenticate(authenticator, new BearerToken(key(first + i)));
      time("authenticate, key seen first", key);
      time("authenticate, key seen before", key);
    }
    time("first page", i -> store.list(ScaledStore.owner(1 + first + i), 20, 0, false));
    time("first page of who has a twentieth", _ -> store.list(busy, 20, 0, false));
    List<UUID> talks = new ArrayList<>();
    for (int i = 0; i < LONG_CONVERSATIONS; i++) {
      talks.add(talk(store, busy));
    }
    time("load 200 messages", i -> store.load(busy, talks.get(i % LONG_CONVERSATIONS)));
    time(
        "append a round to 200 messages",
        i ->
            store.append(
                busy,
                talks.get(i % LONG_CONVERSATIONS),
                LONG + 2 * (i / LONG_CONVERSATIONS),
                List.of(said("call"), said("result ".repeat(800)))));
    return talks.getFirst();
  }

  private static UUID talk(ConversationStore store, Owner owner) {
    UUID id = store.create(owner, "m").id();
    List<NewMessage> messages = new ArrayList<>();
    for (int i = 0; i < LONG; i++) {
      messages.add(said("lorem ipsum ".repeat(80)));
    }
    store.append(owner, id, 0, messages);
    return id;
  }

  private void time(String what, IntConsumer work) {
    long[] nanos = new long[RUNS];
    for (int i = 0; i < RUNS; i++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      long start = System.nanoTime();
      work.accept(i);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    times.put(what, nanos);
  }

  private static double at(long[] nanos, int percentile) {
    return nanos[(nanos.length - 1) * percentile / 100] / 1e6;
  }

  private static void authenticate(Authenticator authenticator, BearerToken token) {
    if (!(authenticator.authenticate(token) instanceof Authenticated)) {
      throw new IllegalStateException("Refused");
    }
  }

  private String key(int number) {
    return "ik_%d_%s".formatted(number % users, ScaledStore.SECRET);
  }

  private AccessToken token(int number) {
    return new AccessToken(
        ScaledStore.owner(number % users).value(),
        "token" + number,
        false,
        null,
        false,
        List.of(),
        Clock.systemUTC().instant().plus(Duration.ofHours(1)));
  }

  private static NewMessage said(String text) {
    return NewMessage.fromUser(UUID.randomUUID(), text);
  }
}
