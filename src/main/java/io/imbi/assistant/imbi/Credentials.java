package io.imbi.assistant.imbi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Who the client says it is, with every request. Never shows the token. */
record Credentials(String token, String userAgent) {

  static Credentials of(@Nullable String token, @Nullable String userAgent) {
    if (token == null || token.isBlank()) {
      throw new IllegalArgumentException(
          ImbiClient.TOKEN_VARIABLE + ": set it to the token that the Imbi API is called with");
    }
    return new Credentials(
        token.strip(),
        userAgent == null || userAgent.isBlank() ? defaultUserAgent() : userAgent.strip());
  }

  String authorization() {
    return "Bearer " + token;
  }

  @Override
  public String toString() {
    return "Credentials[token=***, userAgent=" + userAgent + "]";
  }

  private static String defaultUserAgent() {
    var build = new Properties();
    try (InputStream in = Credentials.class.getResourceAsStream("/imbi-assistant.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "imbi-assistant/" + build.getProperty("version", "unknown");
  }
}
