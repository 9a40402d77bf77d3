package io.imbi.assistant.graph;

/**
 * Text that PostgreSQL can hold. It cannot hold U+0000, and UTF-8 has no lone surrogates, but a
 * model or a tool may send both; so they are written as an escape character and four hexadecimal
 * digits. Text without them is stored as it is, so that others can read and search it.
 */
final class StorableText {

  /** A noncharacter: no text that is meant for others contains it. */
  private static final char ESCAPE = '\uFDD0';

  private static final int DIGITS = 4;
  private static final int HEXADECIMAL = 16;

  private StorableText() {}

  static String encode(String text) {
    int plain = 0;
    while (plain < text.length() && isStorable(text, plain)) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    var encoded = new StringBuilder(text.length() + DIGITS + 1).append(text, 0, plain);
    for (int i = plain; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isStorable(text, i)) {
        encoded.append(c);
      } else {
        encoded.append(ESCAPE).append("%04x".formatted((int) c));
      }
    }
    return encoded.toString();
  }

  static String decode(String stored) {
    int escape = stored.indexOf(ESCAPE);
    if (escape < 0) {
      return stored;
    }
    var decoded = new StringBuilder(stored.length());
    int from = 0;
    while (escape >= 0) {
      decoded.append(stored, from, escape);
      int code = code(stored, escape + 1);
      decoded.append(code < 0 ? ESCAPE : (char) code);
      from = escape + 1 + (code < 0 ? 0 : DIGITS);
      escape = stored.indexOf(ESCAPE, from);
    }
    return decoded.append(stored, from, stored.length()).toString();
  }

  /** What the four digits at {@code from} stand for, or -1 if they are not an escape's. */
  private static int code(String stored, int from) {
    if (from + DIGITS > stored.length()) {
      return -1;
    }
    int code = 0;
    for (int i = from; i < from + DIGITS; i++) {
      int digit = Character.digit(stored.charAt(i), HEXADECIMAL);
      if (digit < 0) {
        return -1;
      }
      code = code * HEXADECIMAL + digit;
    }
    return code;
  }

  private static boolean isStorable(String text, int at) {
    char c = text.charAt(at);
    if (c == 0 || c == ESCAPE) {
      return false;
    }
    if (Character.isHighSurrogate(c)) {
      return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
    return true;
  }
}
