package io.imbi.assistant.tool.mcp;

import io.imbi.assistant.tool.mcp.McpFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a server-sent event stream apart, whichever way it is cut into pieces. Not for several
 * threads.
 */
final class SseDecoder {

  private static final int MAX_ID_CHARS = 1_024;

  private final int maxEventBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private boolean hasData;
  private boolean afterCarriageReturn;
  private boolean atStart = true;
  private @Nullable String idBeingRead;
  private @Nullable String lastId;
  private @Nullable Duration retry;

  /**
   * @param maxEventBytes a longer line or event fails the stream
   */
  SseDecoder(int maxEventBytes) {
    this.maxEventBytes = maxEventBytes;
  }

  /**
   * The data of the events that end in this piece, without the empty ones.
   *
   * @throws McpFailure if an event is too large
   */
  List<byte[]> decode(byte[] piece) {
    List<byte[]> events = new ArrayList<>();
    for (byte b : piece) {
      if (b == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
      } else if (b == '\n' || b == '\r') {
        afterCarriageReturn = b == '\r';
        endOfLine(events);
      } else {
        afterCarriageReturn = false;
        line.write(b);
        requireRoom(line.size());
      }
    }
    return events;
  }

  /** The id of the last event that came in full, from which the server can resume the stream. */
  @Nullable String lastId() {
    return lastId;
  }

  /** How long the server asks to wait before the stream is resumed. */
  @Nullable Duration retry() {
    return retry;
  }

  private void endOfLine(List<byte[]> events) {
    byte[] bytes = line.toByteArray();
    line.reset();
    if (atStart) {
      atStart = false;
      bytes = withoutByteOrderMark(bytes);
    }
    if (bytes.length == 0) {
      if (hasData && data.size() > 0) {
        events.add(data.toByteArray());
      }
      data.reset();
      hasData = false;
      lastId = idBeingRead;
      return;
    }
    int colon = indexOfColon(bytes);
    String field = text(bytes, 0, colon);
    int from = Math.min(bytes.length, colon + 1);
    if (from < bytes.length && bytes[from] == ' ') {
      from++;
    }
    switch (field) {
      case "data" -> addData(bytes, from);
      case "id" -> readId(text(bytes, from, bytes.length));
      case "retry" -> readRetry(text(bytes, from, bytes.length));
      default -> {
        // Comments, event names and fields of later days carry no message.
      }
    }
  }

  private void addData(byte[] bytes, int from) {
    if (hasData) {
      data.write('\n');
    }
    data.write(bytes, from, bytes.length - from);
    hasData = true;
    requireRoom(data.size());
  }

  private void readId(String id) {
    if (id.length() <= MAX_ID_CHARS && id.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      idBeingRead = id.isEmpty() ? null : id;
    }
  }

  private void readRetry(String millis) {
    if (millis.length() <= 9
        && !millis.isEmpty()
        && millis.chars().allMatch(c -> c >= '0' && c <= '9')) {
      retry = Duration.ofMillis(Long.parseLong(millis));
    }
  }

  private void requireRoom(int size) {
    if (size > maxEventBytes) {
      throw new McpFailure(
          Kind.UNUSABLE, "It sent a message of more than %d bytes".formatted(maxEventBytes));
    }
  }

  private static byte[] withoutByteOrderMark(byte[] bytes) {
    boolean marked =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    return marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
  }

  private static int indexOfColon(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == ':') {
        return i;
      }
    }
    return bytes.length;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
