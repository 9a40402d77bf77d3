package io.imbi.assistant.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import java.nio.charset.StandardCharsets;

/** Server-sent events, each with its JSON in one line, whatever a text in it holds. */
public final class EventFrames {

  private EventFrames() {}

  /** A comment, which clients pass over. */
  public static byte[] comment() {
    return ": ping\n\n".getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param event its name
   */
  public static byte[] of(String event, JsonNode data) {
    // JSON has no line feeds but between its tokens; these three end lines for some readers.
    String json =
        Json.write(data)
            .replace("\u0085", "\\u0085")
            .replace("\u2028", "\\u2028")
            .replace("\u2029", "\\u2029");
    return "event: %s\ndata: %s\n\n".formatted(event, json).getBytes(StandardCharsets.UTF_8);
  }
}
