package io.imbi.assistant.imbi;

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
        userAgent == null || userAgent.isBlank() ? ImbiHttp.DEFAULT_USER_AGENT : userAgent.strip());
  }

  String authorization() {
    return "Bearer " + token;
  }

  @Override
  public String toString() {
    return "Credentials[token=***, userAgent=" + userAgent + "]";
  }
}
