package io.imbi.assistant.web;

import io.imbi.assistant.http.StreamSettings;
import io.imbi.assistant.turn.TurnEvent;
import java.io.Serial;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

/**
 * One client that follows one turn: takes events, gives frames, as many as the connection asks for.
 *
 * <p>Events come on the turn's thread, demand on the connection's event loop, heartbeats on the
 * timer's; whoever comes while another is at work leaves the work to that one.
 *
 * <p>A stream always ends with a terminal event, whatever becomes of the turn, unless the client
 * has left or does not read. One timer per stream looks at the time of the last frame; frames
 * themselves set no timers.
 */
final class EventStreamConnection implements CoreSubscriber<TurnEvent>, Subscription {

  private static final Logger LOG = LoggerFactory.getLogger(EventStreamConnection.class);

  /**
   * Events that wait here for the connection. Enough to keep the pieces of a burst apart; what is
   * more waits in the turn's own record.
   */
  static final int PREFETCH = 32;

  private static final int REPLENISH = PREFETCH - PREFETCH / 4;

  private static final TurnEvent CUT_SHORT =
      new TurnEvent.Failed("The answer was cut short by an internal error");

  private final CoreSubscriber<? super byte[]> actual;
  private final Scheduler timer;
  private final long heartbeatNanos;
  private final long stallNanos;
  private final EventEncoder encoder = new EventEncoder();
  private final Queue<TurnEvent> queue = Queues.<TurnEvent>get(PREFETCH).get();
  private final AtomicLong requested = new AtomicLong();
  private final AtomicInteger work = new AtomicInteger();
  private final Disposable.Swap check = Disposables.swap();

  private @Nullable volatile Subscription upstream;
  private volatile boolean upstreamEnded;
  private volatile boolean cancelled;
  private volatile boolean stalled;
  private volatile long lastFrame;

  /** A comment is to be sent: the first one, or a heartbeat. */
  private volatile boolean commentDue = true;

  // Only whoever is at work touches these.
  private int taken;
  private Standing standing = Standing.ANSWERING;

  EventStreamConnection(
      CoreSubscriber<? super byte[]> actual, StreamSettings settings, Scheduler timer) {
    this.actual = actual;
    this.timer = timer;
    this.heartbeatNanos = settings.heartbeat().toNanos();
    this.stallNanos = settings.stallTimeout().toNanos();
    this.lastFrame = now();
    checkAfter(Math.min(heartbeatNanos, stallNanos));
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    upstream = subscription;
    if (cancelled) {
      subscription.cancel();
    } else {
      subscription.request(PREFETCH);
    }
  }

  @Override
  public void onNext(TurnEvent event) {
    if (!queue.offer(event)) {
      cancelUpstream();
      onError(new IllegalStateException("The turn gave more events than were asked for"));
      return;
    }
    drain();
  }

  @Override
  public void onError(Throwable failure) {
    LOG.error("A turn's events ended with an error", failure);
    upstreamEnded = true;
    drain();
  }

  @Override
  public void onComplete() {
    upstreamEnded = true;
    drain();
  }

  @Override
  public void request(long n) {
    if (Operators.validate(n)) {
      requested.getAndAccumulate(n, Operators::addCap);
      drain();
    }
  }

  @Override
  public void cancel() {
    release();
    if (work.getAndIncrement() == 0) {
      queue.clear();
    }
  }

  private void drain() {
    if (work.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      emit();
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  private void emit() {
    long demand = requested.get();
    long emitted = 0;
    while (emitted < demand && !cancelled) {
      byte[] frame = nextFrame();
      if (frame == null) {
        break;
      }
      lastFrame = now();
      emitted++;
      actual.onNext(frame);
    }
    if (emitted > 0 && demand != Long.MAX_VALUE) {
      requested.addAndGet(-emitted);
    }
    if (cancelled) {
      queue.clear();
    } else if (upstreamEnded && standing == Standing.ENDED && queue.isEmpty()) {
      release();
      actual.onComplete();
    } else if (stalled) {
      release();
      queue.clear();
      actual.onError(new StalledClientException());
    }
  }

  private byte @Nullable [] nextFrame() {
    if (commentDue) {
      commentDue = false;
      return EventEncoder.comment();
    }
    // In this order: what came before the end is in the queue by the time the end is seen.
    boolean ended = upstreamEnded;
    TurnEvent event = queue.poll();
    if (event != null) {
      replenish();
      standing = after(event);
      return encoder.encode(event);
    }
    if (ended && standing != Standing.ENDED) {
      boolean paused = standing == Standing.PAUSED;
      standing = Standing.ENDED;
      return paused ? EventEncoder.paused() : encoder.encode(CUT_SHORT);
    }
    return null;
  }

  /** How the turn stands, as far as the client has been told. */
  private enum Standing {
    ANSWERING,
    /** Calls wait for approval. */
    PAUSED,
    /** The client knows that it was all. */
    ENDED
  }

  private static Standing after(TurnEvent event) {
    return switch (event) {
      case TurnEvent.Done _, TurnEvent.TitleUpdated _, TurnEvent.Failed _ -> Standing.ENDED;
      case TurnEvent.ApprovalRequired _ -> Standing.PAUSED;
      case TurnEvent.Text _,
          TurnEvent.ToolUseStart _,
          TurnEvent.ToolInput _,
          TurnEvent.ContentBlockStop _,
          TurnEvent.ToolExecuting _,
          TurnEvent.ToolResult _,
          TurnEvent.ClientAction _ ->
          Standing.ANSWERING;
    };
  }

  private void replenish() {
    if (++taken == REPLENISH) {
      taken = 0;
      Subscription subscription = upstream;
      if (subscription != null) {
        subscription.request(REPLENISH);
      }
    }
  }

  /** Sends a heartbeat or gives the client up, where it is time to. */
  private void check() {
    if (cancelled) {
      return;
    }
    long silence = now() - lastFrame;
    boolean clientReads = requested.get() > 0;
    if (clientReads && silence >= heartbeatNanos) {
      commentDue = true;
      drain();
      checkAfter(heartbeatNanos);
    } else if (clientReads) {
      checkAfter(heartbeatNanos - silence);
    } else if (silence >= stallNanos) {
      stalled = true;
      drain();
    } else {
      checkAfter(Math.min(heartbeatNanos, stallNanos - silence));
    }
  }

  private void checkAfter(long nanos) {
    check.replace(timer.schedule(this::check, nanos, TimeUnit.NANOSECONDS));
  }

  private void release() {
    cancelled = true;
    check.dispose();
    cancelUpstream();
  }

  private void cancelUpstream() {
    Subscription subscription = upstream;
    if (subscription != null) {
      subscription.cancel();
    }
  }

  private long now() {
    return timer.now(TimeUnit.NANOSECONDS);
  }

  /** Closes the connection of a client that reads nothing: there is no way to tell it why. */
  static final class StalledClientException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    StalledClientException() {
      super("The client reads nothing", null, false, false);
    }
  }
}
