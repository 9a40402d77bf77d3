package io.imbi.assistant.graph;

import java.io.Serial;
import java.sql.SQLException;

/** The graph could not be asked, or refused a statement. Nothing of the statement is kept. */
public final class GraphException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  GraphException(String message) {
    super(message);
  }

  GraphException(SQLException cause) {
    super("The graph failed: " + cause.getMessage(), cause);
  }
}
