package io.imbi.assistant.queue;

import java.io.Serial;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The queue's database did not do what it was asked to do; nothing was changed. */
public final class QueueStorageException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private static final String UNIQUE_VIOLATION = "23505";

  /** Connection, resources, conflicts, operator intervention, system. */
  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "55", "57", "58");

  private final boolean worthRepeating;

  QueueStorageException(SQLException cause) {
    super("The task queue's database failed: " + cause.getMessage(), cause);
    this.worthRepeating = isTransient(cause.getSQLState());
  }

  /** Whether the same work may succeed a moment later. */
  boolean isWorthRepeating() {
    return worthRepeating;
  }

  /** A unique index that was violated is a lost race: whoever repeats the work sees the winner. */
  private static boolean isTransient(@Nullable String state) {
    return state == null
        || state.length() != 5
        || state.equals(UNIQUE_VIOLATION)
        || TRANSIENT_CLASSES.contains(state.substring(0, 2));
  }
}
