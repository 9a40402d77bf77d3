package io.imbi.assistant.scripted;

import java.nio.charset.StandardCharsets;

/** One thing that the server does while it sends an answer. */
sealed interface Step {

  /** An event, rendered once: benchmarks send the same ones many times. */
  final class Event implements Step {

    private final String name;
    private final String data;
    private final boolean paced;
    private final byte[] bytes;

    /**
     * @param paced whether the answer's pace is kept before it
     */
    Event(String name, String data, boolean paced) {
      this.name = name;
      this.data = data;
      this.paced = paced;
      this.bytes = render("\n");
    }

    boolean paced() {
      return paced;
    }

    byte[] bytes(String lineEnd) {
      return lineEnd.equals("\n") ? bytes : render(lineEnd);
    }

    private byte[] render(String lineEnd) {
      return ("event: " + name + lineEnd + "data: " + data + lineEnd + lineEnd)
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Text that need not be an event. */
  record Raw(String text) implements Step {}

  /** The response's head goes out before there is anything to put into its body. */
  record Head() implements Step {}

  record Hold(Gate gate) implements Step {}

  record Fail(Failure failure) implements Step {}
}
