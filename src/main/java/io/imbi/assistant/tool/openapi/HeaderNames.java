package io.imbi.assistant.tool.openapi;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells which headers a model may set. */
final class HeaderNames {

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** Those that carry credentials, say who is calling or from where. */
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "auth|cookie|token|secret|password|api-?key|session|csrf|xsrf|forwarded|real-ip");

  /** Those that belong to the connection, or that the transport writes itself. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "accept",
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "date",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "origin",
          "referer",
          "te",
          "trailer",
          "trailers",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "via");

  private HeaderNames() {}

  static boolean mayBeSet(String name) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    return NAME.matcher(name).matches()
        && !OF_THE_CONNECTION.contains(lowerCase)
        && !lowerCase.startsWith("proxy-")
        && !lowerCase.startsWith("sec-")
        && !CREDENTIAL.matcher(lowerCase).find();
  }
}
