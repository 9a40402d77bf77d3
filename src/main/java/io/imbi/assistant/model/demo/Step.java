package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What to do next. */
sealed interface Step {

  /** A call to be made. */
  record Use(String tool, ObjectNode arguments) {}

  /** Calls whose results are needed before anything can be said. */
  record Calls(List<Use> uses) implements Step {}

  /**
   * The answer.
   *
   * @param markdown what to say, without the label
   */
  record Say(String markdown) implements Step {}
}
