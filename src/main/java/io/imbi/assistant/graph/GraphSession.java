package io.imbi.assistant.graph;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Runs statements. Blocking. */
public interface GraphSession {

  /**
   * Runs a statement and reads all rows that it returns.
   *
   * @throws GraphException if the database cannot be asked or refuses
   */
  <T> List<T> run(GraphStatement statement, Parameters parameters, Function<GraphRow, T> reader);

  /** Runs a statement that returns one row at most; of more rows the first counts. */
  default <T> Optional<T> runForOne(
      GraphStatement statement, Parameters parameters, Function<GraphRow, T> reader) {
    return run(statement, parameters, reader).stream().findFirst();
  }

  /** Runs a statement for what it does. */
  default void run(GraphStatement statement, Parameters parameters) {
    run(statement, parameters, Function.identity());
  }
}
