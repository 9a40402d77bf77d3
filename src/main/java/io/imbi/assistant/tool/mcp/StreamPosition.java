package io.imbi.assistant.tool.mcp;

import io.imbi.assistant.tool.mcp.McpFailure.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the event streams of one exchange have been read, over all their resumptions. The streams
 * follow one another, so it is never used by two threads at once.
 */
final class StreamPosition {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A stream that lived this long was worth opening. */
  private static final Duration USEFUL_LIFE = Duration.ofSeconds(10);

  private final long maxBytes;
  private final Duration defaultPause;
  private final Backoff pauses;

  private volatile @Nullable String lastId;
  private volatile @Nullable Duration retry;
  private volatile boolean opened;
  private long openedNanos;
  private long bytes;

  private StreamPosition(long maxBytes, Duration defaultPause) {
    this.maxBytes = maxBytes;
    this.defaultPause = defaultPause;
    this.pauses = new Backoff(defaultPause, LONGEST_PAUSE);
  }

  /** For the answer to a request. */
  static StreamPosition ofAnswer(long maxBytes, Duration defaultPause) {
    return new StreamPosition(maxBytes, defaultPause);
  }

  /** For what a server sends of its own accord, as long as it likes. */
  static StreamPosition ofNotifications(Duration defaultPause) {
    return new StreamPosition(Long.MAX_VALUE, defaultPause);
  }

  void open() {
    opened = true;
    openedNanos = System.nanoTime();
  }

  /** Whether a stream was ever opened. */
  boolean wasOpened() {
    return opened;
  }

  /**
   * The data of the events that this piece ends.
   *
   * @throws McpFailure beyond the limits
   */
  List<byte[]> advance(SseDecoder decoder, byte[] piece) {
    bytes += piece.length;
    if (bytes > maxBytes) {
      throw new McpFailure(
          Kind.UNUSABLE, "It sent more than %d bytes for one request".formatted(maxBytes));
    }
    List<byte[]> events = decoder.decode(piece);
    if (decoder.lastId() != null) {
      lastId = decoder.lastId();
    }
    if (decoder.retry() != null) {
      retry = decoder.retry();
    }
    return events;
  }

  @Nullable String lastId() {
    return lastId;
  }

  boolean isResumable() {
    return lastId != null;
  }

  /** How long to wait before the answer's stream is resumed: what the server asked for. */
  Duration pauseBeforeResuming() {
    Duration asked = retry == null ? defaultPause : retry;
    return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
  }

  /** As long as the server asks, but ever longer for streams that end as soon as they open. */
  Duration pauseBeforeListening() {
    if (System.nanoTime() - openedNanos > USEFUL_LIFE.toNanos()) {
      pauses.reset();
    }
    Duration ours = pauses.next();
    Duration theirs = retry == null ? ours : pauseBeforeResuming();
    return theirs.compareTo(ours) > 0 ? theirs : ours;
  }
}
