package io.imbi.assistant;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the program. */
public final class Version implements IVersionProvider {

  private static final String CURRENT = read();

  /** Such as {@code 0.1.0}. */
  public static String current() {
    return CURRENT;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"imbi-assistant " + CURRENT};
  }

  private static String read() {
    try (InputStream in = Version.class.getResourceAsStream("/imbi-assistant.properties")) {
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
