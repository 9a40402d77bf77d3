package io.imbi.assistant.ui;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The files that the pages are made of, in the jar or, while they are worked on, in a folder. */
final class Resources {

  private static final String FOLDER = "/ui/";

  private Resources() {}

  /**
   * @param path below the folder; checked by whoever takes it from a request
   */
  static Optional<byte[]> bytes(String path) {
    try (InputStream in = Resources.class.getResourceAsStream(FOLDER + path)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<String> optionalText(String path) {
    return bytes(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  static String text(String path) {
    return optionalText(path)
        .orElseThrow(() -> new IllegalStateException("The build left out " + FOLDER + path));
  }
}
