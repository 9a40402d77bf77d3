package io.imbi.assistant.scripted;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Writes one answer to one connection, step by step, and breaks off where the script says so. */
final class AnswerWriter {

  private static final String STREAM_HEAD =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "content-type: text/event-stream; charset=utf-8",
          "cache-control: no-cache",
          "transfer-encoding: chunked",
          "");
  private static final Map<Integer, String> REASONS =
      Map.of(200, "OK", 400, "Bad Request", 401, "Unauthorized", 404, "Not Found");

  private final Connection connection;
  private final ReceivedRequest request;
  private final String requestId;
  private final Answer answer;
  private byte[] pending = new byte[0];
  private long position;
  private boolean headSent;

  AnswerWriter(Connection connection, ReceivedRequest request, String requestId, Answer answer) {
    this.connection = connection;
    this.request = request;
    this.requestId = requestId;
    this.answer = answer;
  }

  /** Writes a whole response in one piece. */
  static void respond(
      Connection connection, int status, String requestId, Map<String, String> headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    var head = new StringBuilder();
    head.append("HTTP/1.1 ").append(status).append(' ');
    head.append(REASONS.getOrDefault(status, "Status")).append("\r\n");
    head.append("content-type: application/json\r\n");
    head.append("request-id: ").append(requestId).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("content-length: ").append(bytes.length).append("\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(start, start.length + bytes.length);
    System.arraycopy(bytes, 0, whole, start.length, bytes.length);
    connection.write(whole);
  }

  /** Writes the answer as a stream of events. */
  void stream(Step.Event start) throws IOException {
    boolean started = false;
    for (Step step : answer.steps()) {
      switch (step) {
        case Step.Event event -> {
          if (!started) {
            send(start);
            started = true;
          }
          if (event.paced() && !answer.pace().isZero()) {
            LockSupport.parkNanos(answer.pace().toNanos());
          }
          send(event);
        }
        case Step.Raw raw -> {
          if (!started) {
            send(start);
            started = true;
          }
          append(raw.text().getBytes(StandardCharsets.UTF_8));
        }
        case Step.Head ignored -> head();
        case Step.Hold hold -> {
          flush();
          hold.gate().pass(connection.gone());
          if (connection.gone().isDone()) {
            throw new IOException("The client is gone");
          }
        }
        case Step.Fail fail -> {
          fail(fail.failure());
          return;
        }
      }
    }
    if (!started) {
      send(start);
    }
    List<Step.Event> end = answer.end();
    for (Step.Event event : end) {
      if (event == end.getLast()) {
        // A client may leave as soon as it has read the last event.
        request.finished();
      }
      send(event);
    }
    endBody();
  }

  /** Writes the answer as one JSON document, or fails as its script says. */
  void whole(String messageId, ObjectNode usage) throws IOException {
    for (Step step : answer.steps()) {
      switch (step) {
        case Step.Hold hold -> hold.gate().pass(connection.gone());
        case Step.Fail fail -> {
          fail(fail.failure());
          return;
        }
        case Step.Event ignored -> {}
        case Step.Raw ignored -> {}
        case Step.Head ignored -> {}
      }
    }
    request.finished();
    respond(
        connection,
        200,
        requestId,
        Map.of(),
        Json.write(answer.message(messageId, request.model(), usage)));
  }

  private void fail(Failure failure) throws IOException {
    switch (failure) {
      case Failure.Reset ignored -> {
        flush();
        connection.reset();
      }
      case Failure.Cut ignored -> {
        flush();
        if (headSent) {
          connection.write("40\r\nevent: content_bl".getBytes(StandardCharsets.US_ASCII));
        }
        connection.close();
      }
      case Failure.Truncated ignored -> {
        head();
        request.finished();
        endBody();
      }
      case Failure.Stall ignored -> {
        flush();
        request.stalled();
        connection.gone().join();
        throw new IOException("The client is gone");
      }
      case Failure.ErrorEvent error -> {
        var detail = Json.object().put("type", error.type()).put("message", error.message());
        var data = Json.object().put("type", "error");
        data.set("error", detail);
        request.finished();
        send(new Step.Event("error", Json.write(data), false));
        endBody();
      }
      case Failure.Status status -> {
        request.finished();
        respond(connection, status.code(), requestId, status.headers(), status.body());
      }
    }
  }

  private void send(Step.Event event) throws IOException {
    append(event.bytes(answer.lineEnd()));
    request.eventSent();
  }

  private void append(byte[] bytes) throws IOException {
    head();
    int from = 0;
    if (pending.length > 0) {
      byte[] joined = Arrays.copyOf(pending, pending.length + bytes.length);
      System.arraycopy(bytes, 0, joined, pending.length, bytes.length);
      pending = new byte[0];
      bytes = joined;
    }
    long end = position + bytes.length;
    for (long cut = answer.pieces().next(position);
        cut <= end;
        cut = answer.pieces().next(position)) {
      int to = from + (int) (cut - position);
      connection.writeChunk(bytes, from, to);
      from = to;
      position = cut;
    }
    if (from == bytes.length) {
      return;
    }
    if (answer.pieces().perEvent()) {
      connection.writeChunk(bytes, from, bytes.length);
      position = end;
    } else {
      pending = Arrays.copyOfRange(bytes, from, bytes.length);
    }
  }

  private void head() throws IOException {
    if (!headSent) {
      headSent = true;
      connection.write(
          (STREAM_HEAD + "request-id: " + requestId + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void flush() throws IOException {
    if (pending.length > 0) {
      connection.writeChunk(pending, 0, pending.length);
      position += pending.length;
      pending = new byte[0];
    }
  }

  private void endBody() throws IOException {
    flush();
    connection.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }
}
