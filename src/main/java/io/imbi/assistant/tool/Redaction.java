package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.regex.Pattern;

/**
 * Takes out of arguments what should not be written down. Which member is a secret can only be told
 * by its name, so a name in doubt counts as one.
 */
final class Redaction {

  private static final Pattern SECRET =
      Pattern.compile(
          "pass|pwd|secret|token|key|credential|auth|cookie|private|session|signature|pin|otp",
          Pattern.CASE_INSENSITIVE);

  private static final JsonNode HIDDEN = Json.text("***");
  private static final int MAX_CHARS = 4_000;

  private Redaction() {}

  /** A copy fit for a log; very long arguments become a note of their length. */
  static JsonNode of(ObjectNode arguments) {
    JsonNode redacted = redact(arguments);
    int length = Json.write(redacted).length();
    return length <= MAX_CHARS ? redacted : Json.text("(%d characters)".formatted(length));
  }

  private static JsonNode redact(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> {
        ObjectNode copy = Json.object();
        object
            .properties()
            .forEach(
                member ->
                    copy.set(
                        member.getKey(),
                        SECRET.matcher(member.getKey()).find()
                            ? HIDDEN
                            : redact(member.getValue())));
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = Json.array();
        array.forEach(element -> copy.add(redact(element)));
        yield copy;
      }
      case JsonNode scalar -> scalar;
    };
  }
}
