package io.imbi.assistant.tool.openapi;

import io.imbi.assistant.imbi.ImbiResponse;
import io.imbi.assistant.tool.ToolOutcome;
import io.micronaut.http.HttpStatus;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells the model what the API answered. */
final class ApiAnswer {

  private static final Pattern TEXT =
      Pattern.compile(
          "text/.*|.*[/+](json|xml|yaml|x-yaml|javascript|x-www-form-urlencoded|x-ndjson)");

  private ApiAnswer() {}

  static ToolOutcome outcome(ImbiResponse response) {
    String body = describe(response);
    if (response.isSuccess()) {
      return ToolOutcome.success(
          body.isEmpty() ? status(response) + ": done, with no content" : body);
    }
    String redirect =
        response.status() / 100 == 3
            ? "\nThe API redirects this request, which is not followed."
            : "";
    return ToolOutcome.failure((status(response) + redirect + "\n" + body).strip());
  }

  private static String status(ImbiResponse response) {
    return Arrays.stream(HttpStatus.values())
        .filter(status -> status.getCode() == response.status())
        .findFirst()
        .map(status -> "HTTP " + status.getCode() + " " + status.getReason())
        .orElse("HTTP " + response.status());
  }

  private static String describe(ImbiResponse response) {
    String type =
        response
            .header("Content-Type")
            .orElse("")
            .split(";", 2)[0]
            .strip()
            .toLowerCase(Locale.ROOT);
    if (TEXT.matcher(type).matches() || isUtf8(response)) {
      return response.text();
    }
    return "(%s, %d bytes, which cannot be shown as text)"
        .formatted(type.isEmpty() ? "binary content" : type, response.bodyLength());
  }

  private static boolean isUtf8(ImbiResponse response) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(response.body()))
          .chars()
          .noneMatch(c -> c == 0);
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
