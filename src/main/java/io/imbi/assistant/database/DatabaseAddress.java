package io.imbi.assistant.database;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How to connect to a PostgreSQL server, in the driver's terms.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, without anything secret
 * @param password a secret
 * @param properties the driver's connection properties; some are secrets
 */
record DatabaseAddress(
    String url,
    @Nullable String username,
    @Nullable String password,
    Map<String, String> properties) {

  DatabaseAddress {
    properties = Map.copyOf(properties);
  }

  /** Everything that the driver wants to know beside the URL. */
  Properties connectionProperties() {
    var all = new Properties();
    all.putAll(properties);
    Optional.ofNullable(username).ifPresent(value -> all.setProperty("user", value));
    Optional.ofNullable(password).ifPresent(value -> all.setProperty("password", value));
    return all;
  }

  @Override
  public String toString() {
    return url;
  }
}
