package io.imbi.assistant.turn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * What has happened in a turn, and whoever follows it.
 *
 * <p>Followers read from the log at their own pace, each with a position of its own, so a slow one
 * needs no buffer and holds nobody up. Runs of text are kept as one text: a follower that is up to
 * date gets each delta as it comes, one that lags gets the rest in one piece. An event is passed on
 * by the thread that appended it.
 */
final class TurnLog {

  private final List<Entry> entries = new ArrayList<>();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private boolean complete;

  /** A run of text, or any other event. */
  private sealed interface Entry {
    record Text(StringBuilder text) implements Entry {}

    record Other(TurnEvent event) implements Entry {}
  }

  /** Adds an event and passes it on. Called by one thread at a time. */
  void append(TurnEvent event) {
    synchronized (entries) {
      if (event instanceof TurnEvent.Text(String text)) {
        if (!entries.isEmpty() && entries.getLast() instanceof Entry.Text(StringBuilder run)) {
          run.append(text);
        } else {
          entries.add(new Entry.Text(new StringBuilder(text)));
        }
      } else {
        entries.add(new Entry.Other(event));
      }
    }
    followers.forEach(Follower::drain);
  }

  /** How far the log has come. */
  Mark mark() {
    synchronized (entries) {
      return !entries.isEmpty() && entries.getLast() instanceof Entry.Text(StringBuilder run)
          ? new Mark(entries.size() - 1, run.length())
          : new Mark(entries.size(), 0);
    }
  }

  /** The text, without the other events, that has come since then. */
  String textSince(Mark mark) {
    synchronized (entries) {
      var since = new StringBuilder();
      for (int i = mark.entry(); i < entries.size(); i++) {
        if (entries.get(i) instanceof Entry.Text(StringBuilder run)) {
          since.append(run, i == mark.entry() ? mark.offset() : 0, run.length());
        }
      }
      return since.toString();
    }
  }

  /** A place in a log. */
  record Mark(int entry, int offset) {}

  /** Nothing follows any more. */
  void complete() {
    synchronized (entries) {
      complete = true;
    }
    followers.forEach(Follower::drain);
  }

  /** All events from the first, then those that come. */
  Flux<TurnEvent> follow() {
    return new Flux<>() {
      @Override
      public void subscribe(CoreSubscriber<? super TurnEvent> actual) {
        var follower = new Follower(actual);
        followers.add(follower);
        actual.onSubscribe(follower);
        follower.drain();
      }
    };
  }

  private final class Follower implements Subscription {

    private final CoreSubscriber<? super TurnEvent> actual;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger draining = new AtomicInteger();
    private volatile boolean cancelled;

    // The position; only the draining thread touches it.
    private int entry;
    private int offset;

    Follower(CoreSubscriber<? super TurnEvent> actual) {
      this.actual = actual;
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
      cancelled = true;
      followers.remove(this);
    }

    void drain() {
      if (draining.getAndIncrement() != 0) {
        return;
      }
      int missed = 1;
      do {
        emit();
        missed = draining.addAndGet(-missed);
      } while (missed != 0);
    }

    private void emit() {
      long emitted = 0;
      long demand = requested.get();
      while (!cancelled) {
        TurnEvent next = null;
        boolean ended;
        synchronized (entries) {
          if (emitted < demand) {
            next = read();
          }
          ended = next == null && complete && atEnd();
        }
        if (ended) {
          cancel();
          actual.onComplete();
          return;
        }
        if (next == null) {
          break;
        }
        actual.onNext(next);
        emitted++;
        if (emitted == demand) {
          demand = requested.get();
        }
      }
      if (emitted > 0 && requested.get() != Long.MAX_VALUE) {
        requested.addAndGet(-emitted);
      }
    }

    private @Nullable TurnEvent read() {
      while (entry < entries.size()) {
        switch (entries.get(entry)) {
          case Entry.Other(TurnEvent event) -> {
            entry++;
            return event;
          }
          case Entry.Text(StringBuilder run) -> {
            if (offset < run.length()) {
              String rest = run.substring(offset);
              offset = run.length();
              return new TurnEvent.Text(rest);
            }
            if (entry == entries.size() - 1) {
              return null;
            }
            entry++;
            offset = 0;
          }
        }
      }
      return null;
    }

    private boolean atEnd() {
      return entry == entries.size()
          || (entry == entries.size() - 1
              && entries.get(entry) instanceof Entry.Text(StringBuilder run)
              && offset == run.length());
    }
  }
}
