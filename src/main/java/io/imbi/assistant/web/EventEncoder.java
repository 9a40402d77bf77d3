package io.imbi.assistant.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.imbi.assistant.json.Json;
import io.imbi.assistant.turn.TurnEvent;
import java.util.Arrays;

/**
 * Writes events as server-sent events: {@code event: NAME\ndata: JSON\n\n}, always one data line,
 * whatever a text has in it. Not safe for use by several threads.
 *
 * <p>JSON is written by hand, straight to UTF-8: this runs for every piece of every answer.
 */
final class EventEncoder {

  private static final byte[] COMMENT = ascii(": ping\n\n");
  private static final byte[] PAUSED =
      ascii(
          "event: done\ndata: {\"message_id\":null,"
              + "\"usage\":{\"input_tokens\":0,\"output_tokens\":0}}\n\n");
  private static final byte[] TEXT = ascii("event: text\ndata: {\"text\":");
  private static final byte[] TOOL_USE_START = ascii("event: tool_use_start\ndata: {\"id\":");
  private static final byte[] TOOL_INPUT = ascii("event: tool_input\ndata: {\"partial_json\":");
  private static final byte[] CONTENT_BLOCK_STOP = ascii("event: content_block_stop\ndata: {");
  private static final byte[] TOOL_EXECUTING = ascii("event: tool_executing\ndata: {\"id\":");
  private static final byte[] TOOL_RESULT = ascii("event: tool_result\ndata: {\"id\":");
  private static final byte[] CLIENT_ACTION = ascii("event: client_action\ndata: {\"id\":");
  private static final byte[] APPROVAL_REQUIRED = ascii("event: approval_required\ndata: {\"id\":");
  private static final byte[] DONE = ascii("event: done\ndata: {\"message_id\":");
  private static final byte[] TITLE_UPDATED = ascii("event: title_updated\ndata: {\"title\":");
  private static final byte[] ERROR = ascii("event: error\ndata: {\"message\":");
  private static final byte[] NAME = ascii(",\"name\":");
  private static final byte[] ACTION = ascii(",\"action\":");
  private static final byte[] PARAMS = ascii(",\"params\":");
  private static final byte[] INPUT = ascii(",\"input\":");
  private static final byte[] DESCRIPTION = ascii(",\"description\":");
  private static final byte[] RISK = ascii(",\"risk\":");
  private static final byte[] INPUT_TOKENS = ascii(",\"usage\":{\"input_tokens\":");
  private static final byte[] OUTPUT_TOKENS = ascii(",\"output_tokens\":");
  private static final byte[] END = ascii("}\n\n");
  private static final byte[] HEX = ascii("0123456789abcdef");

  private static final int INITIAL_BYTES = 512;

  /** A larger buffer is not kept for the next event. */
  private static final int KEPT_BYTES = 64 * 1024;

  /** What one char takes at most, escaped. */
  private static final int MAX_BYTES_PER_CHAR = 6;

  private byte[] buffer = new byte[INITIAL_BYTES];
  private int length;

  /** A comment, which clients pass over. */
  static byte[] comment() {
    return COMMENT;
  }

  /**
   * The end of a stream whose turn waits for approvals: a client that knows of none must not wait
   * for an end either. No message is stored yet, and what was spent is told at the turn's own end.
   */
  static byte[] paused() {
    return PAUSED;
  }

  byte[] encode(TurnEvent event) {
    length = 0;
    switch (event) {
      case TurnEvent.Text(String text) -> member(TEXT, text);
      case TurnEvent.ToolUseStart(String id, String name) -> {
        member(TOOL_USE_START, id);
        member(NAME, name);
      }
      case TurnEvent.ToolInput(String partialJson) -> member(TOOL_INPUT, partialJson);
      case TurnEvent.ContentBlockStop() -> bytes(CONTENT_BLOCK_STOP);
      case TurnEvent.ToolExecuting(String id, String name) -> {
        member(TOOL_EXECUTING, id);
        member(NAME, name);
      }
      case TurnEvent.ToolResult(String id, String name) -> {
        member(TOOL_RESULT, id);
        member(NAME, name);
      }
      case TurnEvent.ClientAction action -> {
        member(CLIENT_ACTION, action.id());
        member(ACTION, action.action());
        bytes(PARAMS);
        json(Json.write(action.params()));
      }
      case TurnEvent.ApprovalRequired call -> {
        member(APPROVAL_REQUIRED, call.id());
        member(NAME, call.name());
        bytes(INPUT);
        json(Json.write(call.input()));
        member(DESCRIPTION, call.description());
        member(RISK, ApprovalJson.wireName(call.risk()));
      }
      case TurnEvent.Done done -> {
        member(DONE, done.messageId().toString());
        bytes(INPUT_TOKENS);
        bytes(ascii(Long.toString(done.usage().inputTokens())));
        bytes(OUTPUT_TOKENS);
        bytes(ascii(Long.toString(done.usage().outputTokens())));
        bytes(ascii("}"));
      }
      case TurnEvent.TitleUpdated(String title) -> member(TITLE_UPDATED, title);
      case TurnEvent.Failed(String message) -> member(ERROR, message);
    }
    bytes(END);
    byte[] frame = Arrays.copyOf(buffer, length);
    if (buffer.length > KEPT_BYTES) {
      buffer = new byte[INITIAL_BYTES];
    }
    return frame;
  }

  private void member(byte[] start, String value) {
    bytes(start);
    ensure(value.length() * MAX_BYTES_PER_CHAR + 2);
    buffer[length++] = '"';
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') {
        buffer[length++] = (byte) c;
      } else {
        i += special(value, i);
      }
    }
    buffer[length++] = '"';
  }

  /**
   * Writes JSON text that is written already. It has no line feeds, which only stand between its
   * tokens; what is beyond ASCII is in its strings.
   */
  private void json(String text) {
    ensure(text.length() * MAX_BYTES_PER_CHAR);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        buffer[length++] = (byte) c;
      } else {
        i += beyondAscii(text, i);
      }
    }
  }

  /** Returns how many chars more than one were taken. */
  private int special(String text, int at) {
    char c = text.charAt(at);
    switch (c) {
      case '"', '\\' -> escape(c);
      case '\n' -> escape('n');
      case '\r' -> escape('r');
      case '\t' -> escape('t');
      default -> {
        if (c < ' ' || c == 0x7F) {
          unicodeEscape(c);
        } else {
          return beyondAscii(text, at);
        }
      }
    }
    return 0;
  }

  private int beyondAscii(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1))) {
      int point = Character.toCodePoint(c, text.charAt(at + 1));
      buffer[length++] = (byte) (0xF0 | (point >> 18));
      continuation(point >> 12);
      continuation(point >> 6);
      continuation(point);
      return 1;
    }
    if (Character.isSurrogate(c) || c == '\u0085' || c == '\u2028' || c == '\u2029') {
      // Half of a pair, whose other half may be in the next event, has no UTF-8. The other three
      // end lines for some readers.
      unicodeEscape(c);
    } else if (c < 0x800) {
      buffer[length++] = (byte) (0xC0 | (c >> 6));
      continuation(c);
    } else {
      buffer[length++] = (byte) (0xE0 | (c >> 12));
      continuation(c >> 6);
      continuation(c);
    }
    return 0;
  }

  private void continuation(int bits) {
    buffer[length++] = (byte) (0x80 | (bits & 0x3F));
  }

  private void escape(char c) {
    buffer[length++] = '\\';
    buffer[length++] = (byte) c;
  }

  private void unicodeEscape(char c) {
    buffer[length++] = '\\';
    buffer[length++] = 'u';
    buffer[length++] = HEX[c >> 12];
    buffer[length++] = HEX[(c >> 8) & 0xF];
    buffer[length++] = HEX[(c >> 4) & 0xF];
    buffer[length++] = HEX[c & 0xF];
  }

  private void bytes(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void ensure(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
