package io.imbi.assistant.model.claude;

import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.Usage;
import io.netty.buffer.ByteBuf;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

/**
 * One answer from its request to its end, through as many exchanges as it takes: a request that
 * fails before the answer begins is repeated, one that is refused for the thinking in its history
 * is repeated without, an answer that the provider interrupted is gone on with.
 *
 * <p>The exchanges follow one another, each begun by the end of the one before it or by a timer, so
 * the fields need no guard. Only the deadline and a cancellation come from aside.
 */
final class AnswerStream {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerStream.class);

  /** How often an answer is gone on with; more is a provider that turns in circles. */
  private static final int MAX_CONTINUATIONS = 10;

  private static final Duration LONGEST_ANSWER = Duration.ofDays(1);

  /** What all answers share. */
  record Parts(
      RequestWriter writer,
      MessagesTransport transport,
      RepeatPolicy repeats,
      Clock clock,
      Scheduler timer) {

    /** The time until the request's deadline, or so much that it makes no difference. */
    Duration left(ModelRequest request) {
      Duration left = Duration.between(clock.instant(), request.deadline());
      return left.compareTo(LONGEST_ANSWER) < 0 ? left : LONGEST_ANSWER;
    }
  }

  private final Parts parts;
  private final ModelRequest request;
  private final Scheduler near;
  private final FluxSink<ModelEvent> sink;
  private final Disposable.Swap underWay = Disposables.swap();
  private final Disposable.Swap deadline = Disposables.swap();
  private final AtomicBoolean over = new AtomicBoolean();

  private RequestWriter.Variant variant = RequestWriter.Variant.STREAM;
  private final List<ContentBlock> content = new ArrayList<>();
  private Usage usage = Usage.ZERO;
  private int repeated;
  private int continuations;

  /**
   * @param near where requests are sent and their answers read; they are written before that
   */
  AnswerStream(Parts parts, ModelRequest request, Scheduler near, FluxSink<ModelEvent> sink) {
    this.parts = parts;
    this.request = request;
    this.near = near;
    this.sink = sink;
  }

  void start() {
    sink.onCancel(this::abandon);
    Duration left = left();
    if (!left.isPositive()) {
      fail(Failure.timedOut());
      return;
    }
    deadline.update(
        parts
            .timer()
            .schedule(() -> fail(Failure.timedOut()), left.toMillis(), TimeUnit.MILLISECONDS));
    send();
  }

  private void send() {
    if (!over.get()) {
      byte[] body = parts.writer().write(request, variant);
      var exchange = new Exchange();
      parts.transport().exchange(body, exchange::read).subscribeOn(near).subscribe(exchange);
    }
  }

  private void failed(Failure failure, boolean begun) {
    if (failure.namesThinking() && variant.withThinking() && hasThinking()) {
      LOG.warn("Repeating a request without the thinking in its history: {}", failure.detail());
      variant = variant.withoutThinking();
      send();
      return;
    }
    Optional<Duration> delay =
        begun ? Optional.empty() : parts.repeats().delay(failure.repeat(), repeated, left());
    if (delay.isEmpty()) {
      fail(failure);
      return;
    }
    repeated++;
    LOG.info("Repeating a request in {} ms: {}", delay.get().toMillis(), failure.detail());
    underWay.replace(
        parts.timer().schedule(this::send, delay.get().toMillis(), TimeUnit.MILLISECONDS));
  }

  private void ended(AnswerReader answer) {
    content.addAll(answer.content());
    usage = usage.plus(answer.usage());
    if (answer.paused() && continuations < MAX_CONTINUATIONS) {
      continuations++;
      repeated = 0;
      variant = variant.continuing(content);
      send();
    } else if (finish()) {
      if (answer.stopReason() == StopReason.REFUSAL) {
        LOG.info("{} was refused: {}", answer.responseId(), answer.stopDetails());
      }
      LOG.debug("Answer {}: {}, {}", answer.responseId(), answer.stopReason(), usage);
      sink.next(new ModelEvent.Completed(content, answer.stopReason(), usage, answer.responseId()));
      sink.complete();
    }
  }

  private void fail(Failure failure) {
    if (finish()) {
      underWay.dispose();
      sink.error(failure.toException());
    }
  }

  private void abandon() {
    if (finish()) {
      underWay.dispose();
    }
  }

  private boolean finish() {
    boolean first = over.compareAndSet(false, true);
    deadline.dispose();
    return first;
  }

  private Duration left() {
    return parts.left(request);
  }

  private boolean hasThinking() {
    return Stream.concat(
            content.stream(),
            request.messages().stream().flatMap(message -> message.content().stream()))
        .anyMatch(AnswerStream::isThinking);
  }

  private static boolean isThinking(ContentBlock block) {
    return block instanceof ContentBlock.Opaque(var json)
        && json.path("type").asText().endsWith("thinking");
  }

  /** One request and its response. */
  private final class Exchange extends BaseSubscriber<@Nullable Void>
      implements AnswerReader.Listener {

    private final AnswerReader reader = new AnswerReader(this);
    private boolean ended;

    void read(ByteBuf bytes) {
      reader.feed(bytes);
    }

    @Override
    public void event(ModelEvent event) {
      sink.next(event);
    }

    @Override
    public void ended() {
      AnswerStream.this.ended(reader);
      // What is left of the response is read to its end, so that the connection can be used again.
      ended = true;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      if (underWay.replace(this)) {
        requestUnbounded();
      }
    }

    @Override
    protected void hookOnComplete() {
      if (!ended) {
        failed(Failure.cut(reader.begun(), null), reader.begun());
      }
    }

    @Override
    protected void hookOnError(Throwable error) {
      if (!ended) {
        failed(Failure.of(error, reader.begun(), parts.clock().instant()), reader.begun());
      }
    }
  }
}
