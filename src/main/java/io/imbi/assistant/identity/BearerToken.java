package io.imbi.assistant.identity;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The credential a caller presented. It travels in the call's own objects only; its text never
 * appears in {@link #toString}, and so in no log line.
 */
public final class BearerToken {

  private static final String SCHEME = "bearer ";

  private final String value;

  public BearerToken(String value) {
    this.value = Objects.requireNonNull(value);
  }

  /**
   * The token of a request's only {@code Authorization} header; several would be somebody's trick.
   *
   * @param headers all values of that header
   */
  public static Optional<BearerToken> ofHeaders(List<String> headers) {
    if (headers.size() != 1) {
      return Optional.empty();
    }
    String credential = headers.getFirst();
    if (!credential.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return Optional.empty();
    }
    String token = credential.substring(SCHEME.length()).strip();
    return token.isEmpty() ? Optional.empty() : Optional.of(new BearerToken(token));
  }

  /** The token itself, for an {@code Authorization} header and nothing else. */
  public String value() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BearerToken token && token.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "BearerToken[***]";
  }
}
