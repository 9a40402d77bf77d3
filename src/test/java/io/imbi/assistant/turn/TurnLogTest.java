package io.imbi.assistant.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class TurnLogTest {

  private final TurnLog log = new TurnLog();

  @Test
  void aSlowFollowerGetsTheTextItMissedInOnePiece() {
    List<TurnEvent> seen = new ArrayList<>();
    var follower =
        new BaseSubscriber<TurnEvent>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            request(1);
          }

          @Override
          protected void hookOnNext(TurnEvent event) {
            seen.add(event);
          }
        };
    log.follow().subscribe(follower);

    text("a", "b", "c");
    assertThat(seen).containsExactly(new TurnEvent.Text("a"));
    follower.request(1);
    assertThat(seen).containsExactly(new TurnEvent.Text("a"), new TurnEvent.Text("bc"));
    text("d");
    assertThat(seen).hasSize(2);
  }

  @Test
  void aLateFollowerGetsEverything() {
    text("a", "b");
    log.append(new TurnEvent.ToolUseStart("c1", "look"));
    text("c");
    log.complete();

    StepVerifier.create(log.follow())
        .expectNext(
            new TurnEvent.Text("ab"),
            new TurnEvent.ToolUseStart("c1", "look"),
            new TurnEvent.Text("c"))
        .verifyComplete();
  }

  @Test
  void completionNeedsNoDemand() {
    log.complete();
    StepVerifier.create(log.follow(), 0).verifyComplete();
  }

  @Test
  void completionWaitsForWhatWasNotReadYet() {
    text("a");
    log.append(new TurnEvent.Failed("no"));
    StepVerifier.create(log.follow(), 1)
        .expectNext(new TurnEvent.Text("a"))
        .then(log::complete)
        .thenRequest(1)
        .expectNext(new TurnEvent.Failed("no"))
        .verifyComplete();
  }

  @Test
  void theTextSinceAPlaceIsWhatCameAfterItWithoutOtherEvents() {
    TurnLog.Mark beginning = log.mark();
    text("a", "b");
    TurnLog.Mark inARun = log.mark();
    text("c");
    log.append(new TurnEvent.ToolUseStart("c1", "look"));
    TurnLog.Mark afterACall = log.mark();
    assertThat(log.textSince(afterACall)).isEmpty();
    text("d");

    assertThat(log.textSince(beginning)).isEqualTo("abcd");
    assertThat(log.textSince(inARun)).isEqualTo("cd");
    assertThat(log.textSince(afterACall)).isEqualTo("d");
  }

  @Test
  void aFollowerThatLeftGetsNothingMore() {
    StepVerifier.create(log.follow())
        .then(() -> text("a"))
        .expectNext(new TurnEvent.Text("a"))
        .thenCancel()
        .verify();
    text("b");
  }

  @Test
  void manyFollowersOnManyThreadsReadTheSameText() {
    int deltas = 5_000;
    Flux<String> texts =
        Flux.range(0, 8)
            .flatMap(
                i ->
                    log.follow()
                        .publishOn(Schedulers.parallel(), 1 + i)
                        .ofType(TurnEvent.Text.class)
                        .map(TurnEvent.Text::text)
                        .reduce("", String::concat),
                8);
    var collected = texts.collectList().toFuture();
    var expected = new StringBuilder();
    for (int i = 0; i < deltas; i++) {
      text(i + " ");
      expected.append(i).append(' ');
    }
    log.complete();

    List<String> seen = Mono.fromFuture(collected).block(Duration.ofSeconds(20));
    assertThat(seen).hasSize(8).containsOnly(expected.toString());
  }

  private void text(String... deltas) {
    for (String delta : deltas) {
      log.append(new TurnEvent.Text(delta));
    }
  }
}
