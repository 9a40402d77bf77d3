package io.imbi.assistant.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which program this is, as the build wrote it down. */
public final class Release {

  public static final String NAME = "imbi-assistant";

  private static final String VERSION = read();

  private Release() {}

  /** Such as {@code 0.1.0}. */
  public static String version() {
    return VERSION;
  }

  private static String read() {
    try (InputStream in = Release.class.getResourceAsStream("/imbi-assistant.properties")) {
      if (in == null) {
        throw new IllegalStateException("The build left out imbi-assistant.properties");
      }
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
