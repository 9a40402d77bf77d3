package io.imbi.assistant.scripted;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** A way in which an answer goes wrong, before its first event or after any. */
public sealed interface Failure {

  /** The connection is reset (RST). */
  record Reset() implements Failure {}

  /** The connection is closed (FIN) in the middle of a chunk. */
  record Cut() implements Failure {}

  /** The body ends in an orderly way, but without the events that end an answer. */
  record Truncated() implements Failure {}

  /** Nothing more comes until the client goes away. */
  record Stall() implements Failure {}

  /** An {@code error} event in a stream that began with 200. */
  record ErrorEvent(String type, String message) implements Failure {}

  /** Another status than 200; possible only before the first event. */
  record Status(int code, Map<String, String> headers, String body) implements Failure {

    public Status {
      headers = Map.copyOf(headers);
    }

    /** An error as Anthropic writes it. */
    public static Status of(int code, String type, String message) {
      var error = Json.object().put("type", type).put("message", message);
      var body = Json.object().put("type", "error").<ObjectNode>set("error", error);
      return new Status(code, Map.of(), Json.write(body));
    }

    public static Status overloaded() {
      return of(529, "overloaded_error", "Overloaded");
    }

    public static Status rateLimited() {
      return of(429, "rate_limit_error", "This request would exceed your rate limit");
    }

    public Status withHeader(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Status(code, more, body);
    }
  }
}
