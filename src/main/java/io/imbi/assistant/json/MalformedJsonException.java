package io.imbi.assistant.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Text that is not one JSON document. The message is fit to be shown to whoever sent the text. */
public final class MalformedJsonException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message);
  }

  MalformedJsonException(JsonProcessingException cause) {
    super("Malformed JSON" + position(cause.getLocation()), cause);
  }

  private static String position(@Nullable JsonLocation at) {
    return at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }
}
