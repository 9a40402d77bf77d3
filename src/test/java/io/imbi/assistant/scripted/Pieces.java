package io.imbi.assistant.scripted;

import java.util.TreeSet;

/** Where the body's bytes are cut into chunks, each of which is a write of its own. */
sealed interface Pieces {

  /** The position after {@code position} at which the next chunk ends at the latest. */
  long next(long position);

  /** Whether an event's end also ends a chunk. */
  boolean perEvent();

  record PerEvent() implements Pieces {
    @Override
    public long next(long position) {
      return Long.MAX_VALUE;
    }

    @Override
    public boolean perEvent() {
      return true;
    }
  }

  record OfSize(int bytes) implements Pieces {
    @Override
    public long next(long position) {
      return (position / bytes + 1) * bytes;
    }

    @Override
    public boolean perEvent() {
      return false;
    }
  }

  record At(TreeSet<Long> positions) implements Pieces {
    @Override
    public long next(long position) {
      Long next = positions.higher(position);
      return next == null ? Long.MAX_VALUE : next;
    }

    @Override
    public boolean perEvent() {
      return false;
    }
  }
}
