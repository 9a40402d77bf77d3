package io.imbi.assistant.identity;

import java.util.Objects;

/**
 * The credential a caller presented. It travels in the call's own objects only; its text never
 * appears in {@link #toString}, and so in no log line.
 */
public final class BearerToken {

  private final String value;

  public BearerToken(String value) {
    this.value = Objects.requireNonNull(value);
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
