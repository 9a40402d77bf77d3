package io.imbi.assistant.tool.mcp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Makes of a server's prefix and its name for a tool the name by which a model calls it. */
final class ToolNames {

  private static final int MAX_LENGTH = 128;
  private static final int HASH_BYTES = 4;

  private static final Pattern FORBIDDEN = Pattern.compile("[^a-zA-Z0-9_-]");

  private ToolNames() {}

  /**
   * {@code mcp_PREFIX_NAME}, with {@code _} for what may not stand in a name. One that is too long
   * is cut, and ends in a hash of the whole, so that the same tool always has the same name.
   */
  static String of(String prefix, String name) {
    String whole = "mcp_" + prefix + "_" + name;
    String fitted = FORBIDDEN.matcher(whole).replaceAll("_");
    return fitted.length() <= MAX_LENGTH
        ? fitted
        : fitted.substring(0, MAX_LENGTH - 2 * HASH_BYTES - 1) + "_" + hash(whole);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
