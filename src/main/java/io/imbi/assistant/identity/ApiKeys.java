package io.imbi.assistant.identity;

import io.imbi.assistant.identity.Directory.ApiKey;
import java.util.Optional;

/** Takes API keys apart. */
final class ApiKeys {

  static final String PREFIX = "ik_";

  private ApiKeys() {}

  /** The parts of {@code ik_ID_SECRET}; an id has no underscore, a secret may have some. */
  static Optional<ApiKey> parse(String key) {
    int end = key.indexOf('_', PREFIX.length());
    return end <= PREFIX.length() || end == key.length() - 1
        ? Optional.empty()
        : Optional.of(new ApiKey(key.substring(0, end), key.substring(end + 1)));
  }
}
