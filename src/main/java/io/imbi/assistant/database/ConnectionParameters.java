package io.imbi.assistant.database;

import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of a connection URI, in libpq's names and the JDBC driver's. What neither knows is
 * not accepted, as libpq accepts none: a parameter may be there for safety's sake.
 */
final class ConnectionParameters {

  /** libpq's names of what the driver has under another name and with the same values. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "application_name", "ApplicationName",
          "channel_binding", "channelBinding",
          "connect_timeout", "connectTimeout",
          "gssencmode", "gssEncMode",
          "krbsrvname", "kerberosServerName",
          "require_auth", "requireAuth");

  /** What libpq tunes and the driver does in one way only. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "client_encoding",
          "fallback_application_name",
          "keepalives_count",
          "keepalives_idle",
          "keepalives_interval",
          "sslcompression",
          "sslsni",
          "tcp_user_timeout");

  private static final Map<String, String> SESSION_ATTRIBUTES =
      Map.of(
          "any", "any",
          "read-write", "primary",
          "primary", "primary",
          "read-only", "secondary",
          "standby", "secondary",
          "prefer-standby", "preferSecondary");

  /** What the driver says it knows. */
  private static final Set<String> KNOWN = known();

  private ConnectionParameters() {}

  /**
   * Adds the driver's properties for one parameter.
   *
   * @return false if the parameter or its value is not known
   */
  static boolean put(String name, String value, Map<String, String> properties) {
    switch (name) {
      case "keepalives" -> properties.put("tcpKeepAlive", Boolean.toString(!value.equals("0")));
      case "load_balance_hosts" ->
          properties.put("loadBalanceHosts", Boolean.toString(value.equals("random")));
      case "target_session_attrs" -> {
        String target = SESSION_ATTRIBUTES.get(value);
        if (target == null) {
          return false;
        }
        properties.put("targetServerType", target);
      }
      case "sslrootcert" -> {
        if (value.equals("system")) {
          properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        } else {
          properties.put("sslrootcert", value);
        }
      }
      default -> {
        String known = RENAMED.getOrDefault(name, name);
        if (KNOWN.contains(known)) {
          properties.put(known, value);
        } else {
          return WITHOUT_EFFECT.contains(name);
        }
      }
    }
    return true;
  }

  private static Set<String> known() {
    String anyUrl = "jdbc:postgresql://localhost/";
    try {
      DriverPropertyInfo[] properties =
          DriverManager.getDriver(anyUrl).getPropertyInfo(anyUrl, new Properties());
      return Arrays.stream(properties)
          .map(property -> property.name)
          .collect(Collectors.toUnmodifiableSet());
    } catch (SQLException e) {
      throw new IllegalStateException("There is no JDBC driver for PostgreSQL", e);
    }
  }
}
