package io.imbi.assistant.bench;

import io.netty.buffer.ByteBuf;

/**
 * A time in a delta's text: {@code T}, nineteen digits of nanoseconds, {@code ;}. The clock is the
 * machine's monotonic one, which processes share.
 */
final class Stamp {

  static final int LENGTH = 21;

  private static final int DIGITS = 19;

  private Stamp() {}

  static void writeNow(ByteBuf to) {
    int start = to.writerIndex();
    to.writeZero(LENGTH);
    to.setByte(start, 'T');
    to.setByte(start + LENGTH - 1, ';');
    long left = System.nanoTime();
    for (int i = DIGITS; i > 0; i--) {
      to.setByte(start + i, (int) ('0' + left % 10));
      left /= 10;
    }
  }

  /**
   * The index of the next whole stamp, or -1.
   *
   * @param from where to begin looking
   */
  static int next(ByteBuf bytes, int from) {
    int end = bytes.writerIndex();
    for (int i = from; i + LENGTH <= end; i++) {
      if (bytes.getByte(i) == 'T'
          && bytes.getByte(i + LENGTH - 1) == ';'
          && isDigit(bytes.getByte(i + 1))
          && isDigit(bytes.getByte(i + DIGITS))) {
        return i;
      }
    }
    return -1;
  }

  static long nanosAt(ByteBuf bytes, int index) {
    long nanos = 0;
    for (int i = 1; i <= DIGITS; i++) {
      nanos = nanos * 10 + (bytes.getByte(index + i) - '0');
    }
    return nanos;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
