package io.imbi.assistant.imbi;

import java.io.IOException;
import java.io.Serial;

/** A response went on beyond what the caller takes; the connection was closed. */
public final class ResponseTooLargeException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  ResponseTooLargeException(int maxBytes) {
    super("The response is larger than " + maxBytes + " bytes");
  }
}
