package io.imbi.assistant.http;

import io.micronaut.core.io.buffer.ReadBufferFactory;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.ResponseBodyWriter;
import io.micronaut.http.codec.CodecException;
import jakarta.inject.Singleton;
import java.io.OutputStream;

/**
 * Hands a stream's frames to the server as they are. The server asks for the next one when the
 * connection has taken the last, so a client that does not read is felt by whoever makes them.
 */
@Singleton
@Produces(MediaType.TEXT_EVENT_STREAM)
final class EventStreamWriter implements ResponseBodyWriter<EventStream> {

  @Override
  public CloseableByteBody writePiece(
      ByteBodyFactory bodyFactory,
      HttpRequest<?> request,
      HttpResponse<?> response,
      Argument<EventStream> type,
      MediaType mediaType,
      EventStream stream) {
    ReadBufferFactory buffers = bodyFactory.readBufferFactory();
    return bodyFactory.adapt(stream.frames().map(buffers::adapt));
  }

  @Override
  public void writeTo(
      Argument<EventStream> type,
      MediaType mediaType,
      EventStream object,
      MutableHeaders outgoingHeaders,
      OutputStream outputStream) {
    throw new CodecException("A stream is not written in one piece");
  }
}
