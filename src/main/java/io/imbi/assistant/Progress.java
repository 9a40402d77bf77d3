package io.imbi.assistant;

import java.io.PrintWriter;

/** Says how far a command has come that may take long. */
final class Progress {

  static final int EVERY = 1_000;

  private final PrintWriter err;
  private final String done;
  private long count;

  /**
   * @param done what is done with each conversation, such as "exported"
   */
  Progress(PrintWriter err, String done) {
    this.err = err;
    this.done = done;
  }

  /** One more is done. */
  void step() {
    count++;
    if (count % EVERY == 0) {
      err.printf("%d conversations %s so far%n", count, done);
    }
  }

  long count() {
    return count;
  }
}
