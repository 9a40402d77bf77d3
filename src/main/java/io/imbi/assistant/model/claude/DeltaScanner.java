package io.imbi.assistant.model.claude;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the two events that nearly all of a stream consists of, a delta of text and a delta of
 * input, in the form in which Anthropic writes them, and reads them straight off the bytes. Any
 * other event, and the same ones in any other form, are left to a JSON parser, which costs several
 * times as much.
 */
final class DeltaScanner {

  private static final byte[] HEAD = bytes("{\"type\":\"content_block_delta\",\"index\":");
  private static final byte[] TEXT = bytes(",\"delta\":{\"type\":\"text_delta\",\"text\":\"");
  private static final byte[] INPUT =
      bytes(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"");
  private static final int MAX_INDEX = 100_000;

  private byte[] bytes = new byte[0];
  private int position;
  private int end;

  private int index;
  private boolean input;
  private String value = "";

  /**
   * @return whether the event is a delta of text or input; what it says is then in {@link #index},
   *     {@link #isInput} and {@link #value}
   */
  boolean scan(byte[] source, int offset, int length) {
    bytes = source;
    position = offset;
    end = offset + length;
    if (!skip(HEAD) || !readIndex()) {
      return false;
    }
    input = skip(INPUT);
    if (!input && !skip(TEXT)) {
      return false;
    }
    String read = readString();
    if (read == null || !isTail()) {
      return false;
    }
    value = read;
    return true;
  }

  int index() {
    return index;
  }

  boolean isInput() {
    return input;
  }

  String value() {
    return value;
  }

  private boolean skip(byte[] expected) {
    int to = position + expected.length;
    if (to > end || Arrays.mismatch(bytes, position, to, expected, 0, expected.length) >= 0) {
      return false;
    }
    position = to;
    return true;
  }

  private boolean readIndex() {
    int start = position;
    index = 0;
    while (position < end && isDigit(bytes[position]) && index < MAX_INDEX) {
      index = 10 * index + (bytes[position] - '0');
      position++;
    }
    return position > start && index < MAX_INDEX;
  }

  /** The string up to its closing quotation mark, which is passed; null if it is not whole. */
  private @Nullable String readString() {
    StringBuilder unescaped = null;
    while (true) {
      int special = nextSpecial(bytes, position, end);
      if (special == end) {
        return null;
      }
      String plain = decode(position, special);
      position = special + 1;
      if (bytes[special] == '"') {
        return unescaped == null ? plain : unescaped.append(plain).toString();
      }
      unescaped = unescaped == null ? new StringBuilder() : unescaped;
      int unit = readEscape();
      if (unit < 0) {
        return null;
      }
      unescaped.append(plain).append((char) unit);
    }
  }

  private static int nextSpecial(byte[] bytes, int from, int to) {
    int position = from;
    while (position < to && bytes[position] != '"' && bytes[position] != '\\') {
      position++;
    }
    return position;
  }

  /** The UTF-16 unit that an escape stands for, or a negative number. */
  private int readEscape() {
    if (position == end) {
      return -1;
    }
    byte kind = bytes[position++];
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> readHex();
      default -> -1;
    };
  }

  private int readHex() {
    if (position + 4 > end) {
      return -1;
    }
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(bytes[position++], 16);
      if (digit < 0) {
        return -1;
      }
      unit = 16 * unit + digit;
    }
    return unit;
  }

  /**
   * Whether nothing is left but the two closing braces, and the spaces that hide a delta's size.
   */
  private boolean isTail() {
    int braces = 0;
    for (; position < end; position++) {
      if (bytes[position] == '}') {
        braces++;
      } else if (bytes[position] != ' ') {
        return false;
      }
    }
    return braces == 2;
  }

  private String decode(int from, int to) {
    return from == to ? "" : new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
