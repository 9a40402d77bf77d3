package io.imbi.assistant.tool.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The Imbi API's own OpenAPI document. */
final class ImbiDocument {

  static final byte[] BYTES = read();

  private ImbiDocument() {}

  private static byte[] read() {
    try (InputStream in = ImbiDocument.class.getResourceAsStream("/imbi-openapi.json")) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
