package io.imbi.assistant.tool.mcp;

import io.imbi.assistant.tool.mcp.McpFailure.Kind;
import java.io.ByteArrayOutputStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads bodies as a whole, up to a limit. */
final class Bodies {

  private Bodies() {}

  /**
   * The whole body.
   *
   * @return fails with a {@link McpFailure} at the first piece that goes beyond the limit
   */
  static Mono<byte[]> collect(Flux<byte[]> pieces, int maxBytes) {
    return pieces
        .collect(
            ByteArrayOutputStream::new,
            (body, piece) -> {
              if (body.size() + piece.length > maxBytes) {
                throw new McpFailure(
                    Kind.UNUSABLE, "It answered with more than %d bytes".formatted(maxBytes));
              }
              body.writeBytes(piece);
            })
        .map(ByteArrayOutputStream::toByteArray);
  }

  /** The body's beginning; the rest is not waited for. */
  static Mono<byte[]> beginning(Flux<byte[]> pieces, int bytes) {
    return pieces
        .scan(new ByteArrayOutputStream(), Bodies::append)
        .takeUntil(body -> body.size() >= bytes)
        .last()
        .map(ByteArrayOutputStream::toByteArray);
  }

  private static ByteArrayOutputStream append(ByteArrayOutputStream body, byte[] piece) {
    body.writeBytes(piece);
    return body;
  }
}
