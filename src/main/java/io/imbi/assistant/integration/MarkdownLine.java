package io.imbi.assistant.integration;

import io.imbi.assistant.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** One line of a list in Markdown, in which foreign text is text and nothing else. */
final class MarkdownLine {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

  /** What could end the line, hide in it, or turn it around. */
  private static final Pattern NOT_TEXT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+");

  /**
   * What has a meaning within a line, or makes a link of an address. All else stays as it is, for
   * the log is also read without being rendered.
   */
  private static final Pattern MEANINGFUL =
      Pattern.compile("[\\\\`*_\\[\\]<>~&|!#$]|:(?=/)|(?<=(?i:www))\\.");

  private MarkdownLine() {}

  static String of(Instant at, String event, String detail) {
    return "- `" + TIME.format(at) + "` **" + escape(event) + "**: " + escape(detail);
  }

  /** The text on one line, cut to a length. */
  static String oneLine(String text, int maxChars) {
    String line = NOT_TEXT.matcher(Json.wellFormed(text)).replaceAll(" ").strip();
    if (line.length() <= maxChars) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(maxChars - 2)) ? maxChars - 2 : maxChars - 1;
    return line.substring(0, end) + "…";
  }

  private static String escape(String text) {
    return MEANINGFUL.matcher(oneLine(text, Integer.MAX_VALUE)).replaceAll("\\\\$0");
  }
}
