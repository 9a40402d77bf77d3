package io.imbi.assistant.thread;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.thread.ThreadStore.Resolved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What every store of threads must do. */
public abstract class ThreadStoreContract {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration GONE = Duration.ofMillis(-1);
  private static final ObjectNode API = Json.object().put("interface", "api");

  /** The store under test. */
  protected abstract ThreadStore store();

  /** The same database, seen by another process. */
  protected abstract ThreadStore otherReplica();

  @Test
  void aContactsFirstMessageMakesAThread() {
    String contact = contact();

    Resolved first = store().latestOrNew(contact, API);
    Resolved second = store().latestOrNew(contact, Json.object());

    assertThat(first.created()).isTrue();
    assertThat(first.thread().contact()).isEqualTo(contact);
    assertThat(first.thread().config()).isEqualTo(API);
    assertThat(first.thread().id().version()).isEqualTo(7);
    assertThat(second).isEqualTo(new Resolved(first.thread(), false));
    assertThat(store().find(first.thread().id())).hasValue(first.thread());
    assertThat(store().events(first.thread().id()))
        .extracting(ThreadEvent::type)
        .containsExactly(EventTypes.THREAD_CREATED);
  }

  @Test
  void firstMessagesAtOnceMakeOneThread() throws Exception {
    String contact = contact();
    int callers = 12;
    var barrier = new CyclicBarrier(callers);
    List<CompletableFuture<Resolved>> racing = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        ThreadStore mine = i % 2 == 0 ? store() : otherReplica();
        racing.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    barrier.await();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                  return mine.latestOrNew(contact, API);
                },
                threads));
      }
    }
    List<Resolved> resolved = racing.stream().map(CompletableFuture::join).toList();

    assertThat(resolved).extracting(each -> each.thread().id()).containsOnly(first(resolved));
    assertThat(resolved).filteredOn(Resolved::created).hasSize(1);
  }

  private static UUID first(List<Resolved> resolved) {
    return resolved.getFirst().thread().id();
  }

  @Test
  void eventsKeepTheirOrderAndTheirShape() {
    UUID thread = thread();
    var odd =
        (ObjectNode)
            Json.parse(
                "{\"b\":1.10,\"a\":[null,{\"x\":\"\\u0000 😀"
                    + " \\\"\"}],\"n\":123456789012345678901}");
    UUID holder = UUID.randomUUID();
    assertThat(store().lease(thread, holder, Duration.ofMinutes(1))).isTrue();
    assertThat(
            store()
                .append(
                    thread,
                    holder,
                    List.of(new NewEvent("rag.any", odd), new NewEvent("comm.x", Json.object()))))
        .isTrue();
    assertThat(otherReplica().append(thread, holder, List.of(new NewEvent("state.set.y", API))))
        .isTrue();
    assertThat(store().append(thread, holder, List.of())).isTrue();

    List<ThreadEvent> events = store().events(thread);

    assertThat(events)
        .extracting(ThreadEvent::type)
        .containsExactly(EventTypes.THREAD_CREATED, "rag.any", "comm.x", "state.set.y");
    assertThat(Json.write(events.get(1).data())).isEqualTo(Json.write(odd));
    assertThat(events).allMatch(event -> event.id().version() == 7);
  }

  @Test
  void anUnknownThreadIsNotFound() {
    assertThat(store().find(UUID.randomUUID())).isEmpty();
    assertThat(store().events(UUID.randomUUID())).isEmpty();
  }

  @Test
  void oneAtATimeHoldsTheLease() {
    UUID thread = thread();
    UUID mine = UUID.randomUUID();
    UUID theirs = UUID.randomUUID();

    assertThat(store().lease(thread, mine, LONG)).isTrue();
    assertThat(otherReplica().lease(thread, theirs, LONG)).isFalse();
    assertThat(store().lease(thread, mine, LONG)).isTrue();
    otherReplica().release(thread, theirs);
    assertThat(otherReplica().lease(thread, theirs, LONG)).isFalse();
    store().release(thread, mine);
    assertThat(otherReplica().lease(thread, theirs, GONE)).isTrue();
    assertThat(store().lease(thread, mine, LONG)).isTrue();
  }

  @Test
  void aLeaseIsRenewedUntilAnotherHasTakenIt() {
    UUID thread = thread();
    UUID mine = UUID.randomUUID();
    UUID theirs = UUID.randomUUID();

    assertThat(store().renew(thread, mine, LONG)).isFalse();
    assertThat(store().lease(thread, mine, GONE)).isTrue();
    assertThat(store().renew(thread, mine, LONG)).isTrue();
    assertThat(otherReplica().lease(thread, theirs, LONG)).isFalse();
    assertThat(store().renew(thread, mine, GONE)).isTrue();
    assertThat(otherReplica().lease(thread, theirs, LONG)).isTrue();
    assertThat(store().renew(thread, mine, LONG)).isFalse();
    otherReplica().release(thread, theirs);
    assertThat(store().renew(thread, mine, LONG)).isFalse();
  }

  @Test
  void onlyTheHolderAppends() {
    UUID thread = thread();
    UUID mine = UUID.randomUUID();
    UUID theirs = UUID.randomUUID();
    List<NewEvent> late = List.of(new NewEvent("comm.late", Json.object()));

    assertThat(store().append(thread, mine, late)).isFalse();
    assertThat(store().lease(thread, mine, GONE)).isTrue();
    assertThat(otherReplica().lease(thread, theirs, LONG)).isTrue();
    assertThat(store().append(thread, mine, late)).isFalse();
    assertThat(store().events(thread))
        .extracting(ThreadEvent::type)
        .containsExactly(EventTypes.THREAD_CREATED);
  }

  @Test
  void aContactIsWhoItIsToTheLetter() {
    String contact = contact() + " 😀'\"\\$$;é" + "x".repeat(450);
    Resolved first = store().latestOrNew(contact, API);

    assertThat(first.created()).isTrue();
    assertThat(store().latestOrNew(contact, API)).isEqualTo(new Resolved(first.thread(), false));
    assertThat(store().find(first.thread().id()).orElseThrow().contact()).isEqualTo(contact);
    assertThat(store().latestOrNew(contact.toUpperCase(Locale.ROOT), API).created()).isTrue();
  }

  private UUID thread() {
    return store().latestOrNew(contact(), API).thread().id();
  }

  private static String contact() {
    return "contact:" + UUID.randomUUID();
  }
}
