package io.imbi.assistant.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;

/** Text made fit for its column, or for a line of a log. */
final class StoredText {

  /** What a payload or a result may weigh; larger things belong elsewhere. */
  static final int MAX_JSON_CHARS = 1024 * 1024;

  private static final int MAX_ERROR_CHARS = 4000;
  private static final int MAX_LINE_CHARS = 300;
  private static final char REPLACEMENT = '\uFFFD';

  private StoredText() {}

  /**
   * The text of a tree, which can surely be read back: a row that cannot would stop whoever claims
   * it.
   *
   * @throws IllegalArgumentException if it is too large or too deep
   */
  static String json(String what, JsonNode tree) {
    String text = Json.write(tree);
    if (text.length() > MAX_JSON_CHARS) {
      throw new IllegalArgumentException(
          what + " has " + text.length() + " characters of JSON; at most " + MAX_JSON_CHARS);
    }
    try {
      Json.parseStored(text);
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException(what + " could not be read back: " + e.getMessage(), e);
    }
    return text;
  }

  /** An error message, without what PostgreSQL refuses, cut to a length that a page can show. */
  static String error(String message) {
    boolean cut = message.length() > MAX_ERROR_CHARS;
    String kept = cut ? message.substring(0, MAX_ERROR_CHARS - 1) + "…" : message;
    return Json.wellFormed(kept).replace('\0', REPLACEMENT);
  }

  /** The beginning of an error message, as one line of a log. */
  static String line(String message) {
    String start = message.substring(0, Math.min(message.length(), MAX_LINE_CHARS));
    return start.replaceAll("\\p{Cntrl}+", " ");
  }
}
