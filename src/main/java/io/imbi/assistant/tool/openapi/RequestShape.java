package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.imbi.ImbiRequest;
import io.imbi.assistant.imbi.PathTemplate;
import io.imbi.assistant.imbi.RefusedPathException;
import io.imbi.assistant.json.Json;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an operation's arguments make a request.
 *
 * @param slots where each argument goes, by the argument's name
 * @param body how the body is written; null if the operation takes none
 * @param needsBody whether a body goes even if no argument is for it
 * @param open whether arguments without a slot are properties of the body
 */
record RequestShape(
    String method,
    PathTemplate path,
    Map<String, Slot> slots,
    @Nullable BodyFormat body,
    boolean needsBody,
    boolean open) {

  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7E\\t]*");

  /**
   * Fills the request.
   *
   * @throws RefusedArgumentException if an argument cannot be sent, or the path would lead
   *     elsewhere
   */
  ImbiRequest fill(URI base, ObjectNode arguments, String token) {
    ImbiRequest.Builder request = ImbiRequest.builder(method, base, filledPath(arguments));
    ObjectNode members = Json.object();
    @Nullable JsonNode whole = null;
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      JsonNode value = argument.getValue();
      switch (slotOf(argument.getKey())) {
        case Slot.Path(String name) -> {}
        case Slot.Query(String name, QueryStyle style) -> style.write(name, value, request);
        case Slot.Header(String name) -> {
          if (!value.isNull()) {
            request.header(name, headerValue(argument.getKey(), value));
          }
        }
        case Slot.Member(String name) -> members.set(name, value);
        case Slot.Body() -> whole = value;
      }
    }
    request.bearer(token).header("Accept", "application/json");
    writeBody(request, whole, members);
    return request.build();
  }

  private String filledPath(ObjectNode arguments) {
    Map<String, String> values = new HashMap<>();
    slots.forEach(
        (argument, slot) -> {
          if (slot instanceof Slot.Path(String name) && arguments.hasNonNull(argument)) {
            values.put(name, Texts.simple(arguments.get(argument)));
          }
        });
    try {
      return path.expand(values);
    } catch (RefusedPathException e) {
      throw new RefusedArgumentException(String.valueOf(e.getMessage()));
    }
  }

  private void writeBody(
      ImbiRequest.Builder request, @Nullable JsonNode whole, ObjectNode members) {
    if (body == null) {
      return;
    }
    if (whole != null || needsBody || !members.isEmpty()) {
      body.write(whole == null ? members : whole, request);
    }
  }

  private Slot slotOf(String argument) {
    Slot slot = slots.get(argument);
    if (slot != null) {
      return slot;
    }
    if (open) {
      return new Slot.Member(argument);
    }
    throw new RefusedArgumentException(
        slots.isEmpty()
            ? "There is no argument " + argument + ": this tool takes none"
            : "There is no argument %s: this tool takes %s"
                .formatted(argument, String.join(", ", slots.keySet())));
  }

  private static String headerValue(String argument, JsonNode value) {
    String text = Texts.simple(value);
    if (!HEADER_VALUE.matcher(text).matches()) {
      throw new RefusedArgumentException(
          "The argument " + argument + " goes into a header and may be printable ASCII only");
    }
    return text;
  }
}
