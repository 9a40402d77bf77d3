package io.imbi.assistant.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.body.ByteBody;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A request's JSON body, read when it is asked for and no further than its limit: what comes before
 * the body in the order of checks is answered without waiting for it.
 */
@Hidden
public final class RequestJson {

  /** A message of the most characters, all escaped, takes a fifth of this. */
  public static final int MAX_BYTES = 1024 * 1024;

  private final ServerHttpRequest<?> request;

  RequestJson(ServerHttpRequest<?> request) {
    this.request = request;
  }

  /** The body's members. Blocking, like {@link #readIfPresent}. */
  public Members read() {
    return readIfPresent()
        .orElseThrow(() -> RequestProblems.unprocessable("The body must be a JSON object"));
  }

  /** The body's members; empty if the body is, or if it is {@code null}. */
  public Optional<Members> readIfPresent() {
    byte[] bytes = bytes();
    if (bytes.length == 0) {
      return Optional.empty();
    }
    if (!request.getContentType().map(RequestJson::isJson).orElse(true)) {
      throw RequestProblems.bodyIsNotJson();
    }
    JsonNode json = Json.parse(utf8(bytes));
    if (json.isNull()) {
      return Optional.empty();
    }
    if (json instanceof ObjectNode object) {
      return Optional.of(new Members(object));
    }
    throw RequestProblems.unprocessable("The body must be a JSON object");
  }

  private byte[] bytes() {
    ByteBody body = request.byteBody();
    if (body.expectedLength().orElse(0) > MAX_BYTES) {
      throw RequestProblems.bodyTooLarge(MAX_BYTES);
    }
    byte[] bytes;
    try (InputStream in = body.toInputStream()) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException _) {
      throw RequestProblems.bodyCutShort();
    }
    if (bytes.length > MAX_BYTES) {
      throw RequestProblems.bodyTooLarge(MAX_BYTES);
    }
    return bytes;
  }

  /** JSON between systems is UTF-8; the parser would guess at other encodings. */
  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw RequestProblems.unprocessable("The body is not UTF-8");
    }
  }

  private static boolean isJson(MediaType type) {
    return type.getType().equalsIgnoreCase("application")
        && (type.getSubtype().equalsIgnoreCase("json")
            || type.getSubtype().toLowerCase(Locale.ROOT).endsWith("+json"));
  }
}
