package io.imbi.assistant.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.http.StreamSettings;
import io.imbi.assistant.turn.TurnEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class EventStreamConnectionTest {

  private static final String PING = ": ping\n\n";
  private static final TurnEvent TEXT = new TurnEvent.Text("a");
  private static final String TEXT_FRAME = "event: text\ndata: {\"text\":\"a\"}\n\n";
  private static final TurnEvent DONE = new TurnEvent.Done(UUID.randomUUID(), new TokenUsage(1, 2));

  private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
  private final EventStreams streams =
      new EventStreams(new StreamSettings(Duration.ofSeconds(15), Duration.ofSeconds(60)), timer);
  private final Sinks.Many<TurnEvent> turn = Sinks.many().unicast().onBackpressureBuffer();
  private final Client client = new Client();
  private final AtomicBoolean left = new AtomicBoolean();

  @Test
  void aCommentComesBeforeAnythingElse() {
    client.follow(turn.asFlux(), 1);
    assertThat(client.frames).containsExactly(PING);
  }

  @Test
  void everyFifteenSecondsOfSilenceHaveAComment() {
    client.follow(turn.asFlux(), Long.MAX_VALUE);
    pass(14);
    assertThat(client.frames).containsExactly(PING);
    pass(1);
    assertThat(client.frames).containsExactly(PING, PING);
    pass(15);
    assertThat(client.frames).containsExactly(PING, PING, PING);
  }

  @Test
  void anEventIsNoSilence() {
    client.follow(turn.asFlux(), Long.MAX_VALUE);
    pass(10);
    turn.tryEmitNext(TEXT);
    pass(14);
    assertThat(client.frames).containsExactly(PING, TEXT_FRAME);
    pass(1);
    assertThat(client.frames).containsExactly(PING, TEXT_FRAME, PING);
  }

  @Test
  void heartbeatsEndWithTheStream() {
    client.follow(turn.asFlux(), Long.MAX_VALUE);
    turn.tryEmitNext(DONE);
    turn.tryEmitComplete();
    assertThat(client.completed).isTrue();
    int frames = client.frames.size();
    pass(3600);
    assertThat(client.frames).hasSize(frames);
    assertThat(timer.getScheduledTaskCount()).isLessThan(5);
  }

  @Test
  void heartbeatsEndWhenTheClientLeaves() {
    client.follow(turn.asFlux().doOnCancel(() -> left.set(true)), Long.MAX_VALUE);
    client.subscription().cancel();
    assertThat(left).isTrue();
    pass(3600);
    assertThat(client.frames).containsExactly(PING);
    assertThat(client.completed).isFalse();
  }

  @Test
  void noMoreIsAskedOfTheTurnThanWaitsHere() {
    var asked = new AtomicLong();
    client.follow(Flux.<TurnEvent>generate(out -> out.next(TEXT)).doOnRequest(asked::addAndGet), 0);
    assertThat(asked).hasValue(EventStreamConnection.PREFETCH);
    client.subscription().request(1_001);
    assertThat(client.frames).hasSize(1_001);
    assertThat(asked.get()).isLessThanOrEqualTo(1_000 + EventStreamConnection.PREFETCH);
  }

  @Test
  void aClientThatReadsNothingForAMinuteIsGivenUp() {
    client.follow(turn.asFlux().doOnCancel(() -> left.set(true)), 1);
    turn.tryEmitNext(TEXT);
    pass(59);
    assertThat(client.failure).isNull();
    pass(1);
    assertThat(client.failure).isInstanceOf(EventStreamConnection.StalledClientException.class);
    assertThat(left).isTrue();
    assertThat(client.frames).containsExactly(PING);
  }

  @Test
  void aClientThatReadsSlowlyIsNot() {
    client.follow(turn.asFlux(), 1);
    for (int minutes = 0; minutes < 10; minutes++) {
      turn.tryEmitNext(TEXT);
      pass(55);
      client.subscription().request(1);
    }
    assertThat(client.failure).isNull();
    assertThat(client.frames).hasSize(11);
  }

  @Test
  void aClientThatHasReadAllThereIsMayWaitForever() {
    client.follow(turn.asFlux(), Long.MAX_VALUE);
    pass(3600);
    assertThat(client.failure).isNull();
    assertThat(client.frames).hasSize(1 + 3600 / 15);
  }

  @Test
  void aStreamAlwaysEndsWithATerminalEvent() {
    client.follow(Flux.just(TEXT), Long.MAX_VALUE);
    assertThat(client.frames).hasSize(3).last().asString().startsWith("event: error\n");
    assertThat(client.completed).isTrue();
  }

  @Test
  void whatCameBeforeAFailureIsNotLost() {
    client.follow(Flux.just(TEXT, TEXT).concatWith(Flux.error(new IllegalStateException("no"))), 0);
    client.subscription().request(3);
    assertThat(client.frames).containsExactly(PING, TEXT_FRAME, TEXT_FRAME);
    assertThat(client.completed).isFalse();
    client.subscription().request(1);
    assertThat(client.frames).last().asString().startsWith("event: error\n");
    assertThat(client.completed).isTrue();
    assertThat(client.failure).isNull();
  }

  @Test
  void aTitleAfterTheEndIsStillSent() {
    client.follow(Flux.just(DONE, new TurnEvent.TitleUpdated("T")), Long.MAX_VALUE);
    assertThat(client.frames).hasSize(3).last().asString().startsWith("event: title_updated\n");
    assertThat(client.completed).isTrue();
  }

  @Test
  void theLastFrameNeedsNoFurtherDemandToEndTheStream() {
    client.follow(Flux.just(DONE), 2);
    assertThat(client.completed).isTrue();
  }

  private void pass(long seconds) {
    for (long second = 0; second < seconds; second++) {
      timer.advanceTimeBy(Duration.ofSeconds(1));
    }
  }

  private final class Client implements CoreSubscriber<byte[]> {

    final List<String> frames = new ArrayList<>();
    boolean completed;
    @Nullable Throwable failure;
    private @Nullable Subscription subscription;
    private long demand;

    void follow(Flux<TurnEvent> events, long firstDemand) {
      demand = firstDemand;
      streams.of(events).frames().subscribe(this);
    }

    Subscription subscription() {
      Subscription current = subscription;
      if (current == null) {
        throw new IllegalStateException("Not subscribed");
      }
      return current;
    }

    @Override
    public void onSubscribe(Subscription s) {
      subscription = s;
      if (demand > 0) {
        s.request(demand);
      }
    }

    @Override
    public void onNext(byte[] frame) {
      frames.add(new String(frame, UTF_8));
    }

    @Override
    public void onError(Throwable t) {
      failure = t;
    }

    @Override
    public void onComplete() {
      completed = true;
    }
  }
}
