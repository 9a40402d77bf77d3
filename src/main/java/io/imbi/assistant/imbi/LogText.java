package io.imbi.assistant.imbi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Pattern;

/** Makes what the API answered fit for one line of a log. */
final class LogText {

  private static final int MAX_CHARS = 2_000;
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");

  private final JsonMapper mapper;
  private final String token;

  LogText(JsonMapper mapper, String token) {
    this.mapper = mapper;
    this.token = token;
  }

  /** The body's JSON on one line, or else its text. */
  String body(ImbiResponse response) {
    String text = response.text();
    try {
      return line(mapper.writeValueAsString(mapper.readTree(text)));
    } catch (JsonProcessingException e) {
      return line(text);
    }
  }

  /** The text without line ends, without the token, and of bounded length. */
  String line(String text) {
    String line = CONTROL.matcher(text.replace(token, "***")).replaceAll(" ");
    return line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "…";
  }
}
