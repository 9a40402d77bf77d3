package io.imbi.assistant.database;

import io.imbi.assistant.deployment.SettingException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection URI of PostgreSQL's own kind, {@code
 * postgresql://user:password@host:port,host:port/database?parameter=value}, into the terms of the
 * JDBC driver. What it reports says which part is wrong and never repeats the part: a URI that is
 * wrong may have its password anywhere.
 */
final class PostgresUrl {

  private static final List<String> SCHEMES = List.of("postgresql://", "postgres://");
  private static final Pattern HOST =
      Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::(.*))?|([\\p{L}\\p{N}._-]*)(?::(.*))?");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern PARAMETER_NAME = Pattern.compile("[A-Za-z_]{1,40}");
  private static final String DEFAULT_HOST = "localhost";
  private static final String DEFAULT_PORT = "5432";
  private static final int MAX_PORT = 65_535;

  private final Map<String, String> properties = new HashMap<>();
  private @Nullable String hosts;
  private @Nullable String ports;
  private @Nullable String username;
  private @Nullable String password;
  private @Nullable String database;

  private PostgresUrl() {}

  /**
   * @throws SettingException if it is not such a URI, or asks for what the driver cannot do
   */
  static DatabaseAddress parse(String uri) {
    var url = new PostgresUrl();
    url.read(withoutScheme(uri));
    return new DatabaseAddress(url.jdbcUrl(), url.username, url.password, url.properties);
  }

  private static String withoutScheme(String uri) {
    for (String scheme : SCHEMES) {
      if (uri.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return uri.substring(scheme.length());
      }
    }
    throw wrong("must have the form postgresql://user:password@host:port/database");
  }

  private void read(String rest) {
    int end = endOfAuthority(rest);
    String authority = rest.substring(0, end);
    String tail = rest.substring(end);
    if (tail.indexOf('@') >= 0) {
      throw wrong("the characters / ? and @ must be percent-encoded in the user and the password");
    }
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      readUser(authority.substring(0, at));
    }
    hosts = authority.substring(at + 1);
    int query = tail.indexOf('?');
    String path = query < 0 ? tail : tail.substring(0, query);
    if (path.length() > 1) {
      database = decoded(path.substring(1), "the database's name");
    }
    if (query >= 0) {
      readParameters(tail.substring(query + 1));
    }
  }

  private static int endOfAuthority(String rest) {
    for (int i = 0; i < rest.length(); i++) {
      if (rest.charAt(i) == '/' || rest.charAt(i) == '?') {
        return i;
      }
    }
    return rest.length();
  }

  private void readUser(String userInfo) {
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    if (!user.isEmpty()) {
      username = decoded(user, "the user");
    }
    if (colon >= 0) {
      password = decoded(userInfo.substring(colon + 1), "the password");
    }
  }

  private void readParameters(String query) {
    for (String parameter : query.split("&", -1)) {
      if (parameter.isEmpty()) {
        continue;
      }
      int equals = parameter.indexOf('=');
      if (equals < 0) {
        throw wrong("each parameter after the ? must have the form name=value");
      }
      String name = decoded(parameter.substring(0, equals), "a parameter's name");
      String value = decoded(parameter.substring(equals + 1), "a parameter's value");
      readParameter(name, value);
    }
  }

  private void readParameter(String name, String value) {
    switch (name) {
      case "host" -> hosts = value;
      case "port" -> ports = value;
      case "user" -> username = value;
      case "password" -> password = value;
      case "dbname" -> database = value;
      default -> {
        if (!ConnectionParameters.put(name, value, properties)) {
          throw wrong(
              PARAMETER_NAME.matcher(name).matches()
                  ? "the parameter " + name + " is not supported"
                  : "there is a parameter that is not supported");
        }
      }
    }
  }

  private String jdbcUrl() {
    String path =
        database == null
            ? ""
            : URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    return "jdbc:postgresql://" + addresses() + "/" + path;
  }

  private String addresses() {
    String[] names = (hosts == null ? "" : hosts).split(",", -1);
    String[] numbers = ports == null ? new String[0] : ports.split(",", -1);
    if (numbers.length > 1 && numbers.length != names.length) {
      throw wrong("there must be one port, or one for each host");
    }
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      String number =
          numbers.length == 0 ? DEFAULT_PORT : numbers[numbers.length == 1 ? 0 : i].strip();
      addresses.add(address(names[i], number.isEmpty() ? DEFAULT_PORT : number));
    }
    return String.join(",", addresses);
  }

  private static String address(String name, String defaultPort) {
    if (name.startsWith("/") || name.toLowerCase(Locale.ROOT).startsWith("%2f")) {
      throw wrong("a Unix socket cannot be used; name a host");
    }
    var host = HOST.matcher(name);
    if (!host.matches()) {
      throw wrong("the host is not a name or an address (an IPv6 address stands in brackets)");
    }
    boolean ipv6 = host.group(1) != null;
    String port = host.group(ipv6 ? 2 : 4);
    String literal = ipv6 ? "[" + host.group(1) + "]" : host.group(3);
    return (literal.isEmpty() ? DEFAULT_HOST : literal)
        + ":"
        + checkedPort(port == null || port.isEmpty() ? defaultPort : port);
  }

  private static String checkedPort(String port) {
    if (!PORT.matcher(port).matches()
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > MAX_PORT) {
      throw wrong("the port must be a number from 1 to " + MAX_PORT);
    }
    return port;
  }

  private static String decoded(String text, String part) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var out = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        out.put(bytes[i]);
        continue;
      }
      int value =
          i + 2 < bytes.length
              ? Character.digit(bytes[i + 1], 16) * 16 + Character.digit(bytes[i + 2], 16)
              : -1;
      if (value < 1) {
        throw wrong(part + " has a % that does not begin an encoded byte; write % as %25");
      }
      out.put((byte) value);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
    } catch (CharacterCodingException e) {
      throw wrong(part + " is not UTF-8 when it is percent-decoded");
    }
  }

  private static SettingException wrong(String problem) {
    return new SettingException(PostgresSettings.URL_VARIABLE, problem);
  }
}
