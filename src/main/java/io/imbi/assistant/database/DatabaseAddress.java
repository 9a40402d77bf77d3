package io.imbi.assistant.database;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How to connect to a PostgreSQL server, in the driver's terms.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, without anything secret
 * @param password a secret
 * @param properties the connection properties that were asked for; some are secrets
 */
record DatabaseAddress(
    String url,
    @Nullable String username,
    @Nullable String password,
    Map<String, String> properties) {

  /**
   * What the driver is told unless the address says otherwise. A server that has gone without a
   * word is given up after a minute. What was to be stored does not get into messages and logs.
   */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "ApplicationName", "imbi-assistant",
          "connectTimeout", "10",
          "socketTimeout", "60",
          "tcpKeepAlive", "true",
          "logServerErrorDetail", "false");

  DatabaseAddress {
    properties = Map.copyOf(properties);
  }

  /** The properties that were asked for, and ours. */
  Map<String, String> driverProperties() {
    Map<String, String> all = new HashMap<>(DEFAULTS);
    all.putAll(properties);
    return all;
  }

  /** Everything that the driver wants to know beside the URL. */
  Properties connectionProperties() {
    var all = new Properties();
    all.putAll(driverProperties());
    Optional.ofNullable(username).ifPresent(value -> all.setProperty("user", value));
    Optional.ofNullable(password).ifPresent(value -> all.setProperty("password", value));
    return all;
  }

  @Override
  public String toString() {
    return url;
  }
}
