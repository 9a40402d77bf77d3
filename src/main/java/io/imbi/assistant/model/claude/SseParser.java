package io.imbi.assistant.model.claude;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Takes a stream of server-sent events apart as its bytes arrive, wherever they are cut: lines may
 * end with CR, LF or both, an event's data may stand on several lines, comments and fields other
 * than {@code data} are passed over. Data on one line, the usual case, is handed on where it lies.
 */
final class SseParser {

  /** Takes the data of one event; the bytes are valid during the call only. */
  interface Listener {
    void data(byte[] bytes, int offset, int length);
  }

  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final int NONE = -1;

  /** Enough for most of what arrives at once. Thousands of streams may be open. */
  private static final int INITIAL_BYTES = 1024;

  private final Listener listener;
  private final int maxEventBytes;

  /** Received bytes; those before {@link #lineStart} are needed only from {@link #dataStart}. */
  private byte[] window = new byte[INITIAL_BYTES];

  private int end;
  private int scanned;
  private int lineStart;
  private boolean afterCarriageReturn;
  private boolean first = true;

  /** Where the data of the event lies while it has one line of it. */
  private int dataStart = NONE;

  private int dataEnd;

  /** The data of the event once it has several lines, joined by line feeds. */
  private byte[] joined = new byte[0];

  private int joinedLength = NONE;

  /**
   * @param maxEventBytes the most that is kept of an event that is not complete
   */
  SseParser(Listener listener, int maxEventBytes) {
    this.listener = listener;
    this.maxEventBytes = maxEventBytes;
  }

  /**
   * Takes the next bytes and hands on the events that they complete.
   *
   * @throws FailedException if an event is too large
   */
  void feed(ByteBuf bytes) {
    makeRoom(bytes.readableBytes());
    int length = bytes.readableBytes();
    bytes.readBytes(window, end, length);
    end += length;
    scan();
    if (end - kept() + Math.max(0, joinedLength) > maxEventBytes) {
      throw tooLarge();
    }
  }

  private void scan() {
    while (scanned < end) {
      if (afterCarriageReturn) {
        afterCarriageReturn = false;
        if (window[scanned] == '\n') {
          // The second half of CR LF, whose first half has ended the line.
          scanned++;
          lineStart = scanned;
          continue;
        }
      }
      int lineEnd = nextLineEnd(window, scanned, end);
      if (lineEnd == end) {
        scanned = end;
        return;
      }
      afterCarriageReturn = window[lineEnd] == '\r';
      scanned = lineEnd + 1;
      line(lineStart, lineEnd);
      lineStart = scanned;
    }
  }

  private static int nextLineEnd(byte[] bytes, int from, int to) {
    int position = from;
    while (position < to && bytes[position] != '\n' && bytes[position] != '\r') {
      position++;
    }
    return position;
  }

  private void line(int from, int to) {
    int start = first ? afterByteOrderMark(from, to) : from;
    first = false;
    if (start == to) {
      dispatch();
      return;
    }
    int colon = start + DATA.length;
    if (to < colon || !Arrays.equals(window, start, colon, DATA, 0, DATA.length)) {
      return;
    }
    if (to == colon) {
      addData(to, to);
    } else if (window[colon] == ':') {
      int value = colon + 1;
      addData(value < to && window[value] == ' ' ? value + 1 : value, to);
    }
  }

  private void addData(int from, int to) {
    if (dataStart == NONE && joinedLength == NONE) {
      dataStart = from;
      dataEnd = to;
      return;
    }
    if (joinedLength == NONE) {
      joinedLength = 0;
      join(dataStart, dataEnd);
      dataStart = NONE;
    }
    joined = Arrays.copyOf(joined, Math.max(joined.length, joinedLength + 1));
    joined[joinedLength++] = '\n';
    join(from, to);
  }

  private void join(int from, int to) {
    int length = to - from;
    if (joinedLength + length > maxEventBytes) {
      throw tooLarge();
    }
    if (joined.length < joinedLength + length + 1) {
      joined = Arrays.copyOf(joined, Math.max(2 * joined.length, joinedLength + length + 1));
    }
    System.arraycopy(window, from, joined, joinedLength, length);
    joinedLength += length;
  }

  private void dispatch() {
    int from = dataStart;
    int length = joinedLength;
    dataStart = NONE;
    joinedLength = NONE;
    if (length != NONE) {
      listener.data(joined, 0, length);
    } else if (from != NONE) {
      listener.data(window, from, dataEnd - from);
    }
  }

  private int afterByteOrderMark(int from, int to) {
    boolean marked =
        to - from >= 3
            && window[from] == (byte) 0xEF
            && window[from + 1] == (byte) 0xBB
            && window[from + 2] == (byte) 0xBF;
    return marked ? from + 3 : from;
  }

  private int kept() {
    return dataStart == NONE ? lineStart : dataStart;
  }

  private void makeRoom(int length) {
    int kept = kept();
    if (kept > 0) {
      System.arraycopy(window, kept, window, 0, end - kept);
      end -= kept;
      scanned -= kept;
      lineStart -= kept;
      if (dataStart != NONE) {
        dataStart -= kept;
        dataEnd -= kept;
      }
    }
    if (window.length - end < length) {
      window = Arrays.copyOf(window, Math.max(2 * window.length, end + length));
    }
  }

  private FailedException tooLarge() {
    return new FailedException(
        Failure.invalid("An event has more than " + maxEventBytes + " bytes", null));
  }
}
