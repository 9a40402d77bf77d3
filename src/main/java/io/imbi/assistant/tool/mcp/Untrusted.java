package io.imbi.assistant.tool.mcp;

/**
 * Text from a server. What a person could not see in it, a model could still read: control
 * characters, invisible and bidirectional marks, tag characters and lone surrogates are taken out.
 */
final class Untrusted {

  private static final String CUT_MARK = " […]";

  private Untrusted() {}

  /** The text without hidden characters; line breaks and tabs stay. */
  static String clean(String text) {
    StringBuilder cleaned = null;
    int length = text.length();
    for (int i = 0; i < length; ) {
      int c = text.codePointAt(i);
      int width = Character.charCount(c);
      int replacement = replacement(text, i, c);
      if (replacement != c && cleaned == null) {
        cleaned = new StringBuilder(length).append(text, 0, i);
      }
      if (cleaned != null && replacement >= 0) {
        cleaned.appendCodePoint(replacement);
      }
      i += width;
    }
    return cleaned == null ? text : cleaned.toString();
  }

  /** The text without hidden characters, at most {@code maxChars} long. */
  static String clean(String text, int maxChars) {
    // What lies far beyond the limit need not be looked at.
    int window = (int) Math.min(text.length(), maxChars * 4L);
    String cleaned = clean(text.substring(0, window)).strip();
    if (cleaned.length() <= maxChars && window == text.length()) {
      return cleaned;
    }
    int end = Math.min(cleaned.length(), maxChars - CUT_MARK.length());
    if (end > 0 && Character.isHighSurrogate(cleaned.charAt(end - 1))) {
      end--;
    }
    return cleaned.substring(0, end) + CUT_MARK;
  }

  /** The text on one line, for log lines and error messages. */
  static String line(String text, int maxChars) {
    return clean(text, maxChars).replaceAll("\\s+", " ");
  }

  /** Whether {@link #clean} would change nothing. */
  static boolean isClean(String text) {
    return clean(text).equals(text);
  }

  /** The code point to put in the place of {@code c}, or -1 for none. */
  private static int replacement(String text, int at, int c) {
    if (c == '\n' || c == '\t') {
      return c;
    }
    if (c == '\r') {
      boolean beforeNewline = at + 1 < text.length() && text.charAt(at + 1) == '\n';
      return beforeNewline ? -1 : '\n';
    }
    return switch (Character.getType(c)) {
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> '\n';
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> -1;
      default -> isInvisible(c) ? -1 : c;
    };
  }

  /** Letters and marks that show nothing, and can carry a hidden message. */
  private static boolean isInvisible(int c) {
    return c == 0x034F
        || c == 0x115F
        || c == 0x1160
        || c == 0x17B4
        || c == 0x17B5
        || (c >= 0x180B && c <= 0x180F)
        || c == 0x2065
        || c == 0x3164
        || (c >= 0xFE00 && c <= 0xFE0D)
        || c == 0xFFA0
        || (c >= 0xFFF0 && c <= 0xFFF8)
        || (c >= 0xE0000 && c <= 0xE0FFF);
  }
}
