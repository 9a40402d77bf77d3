package io.imbi.assistant.tool.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What an image's first bytes say of it. A server's word for its kind is not taken: a model's API
 * refuses the whole conversation for one image that is not what it is said to be.
 *
 * @param mediaType one of the four that models see
 */
record ImageHeader(String mediaType, int width, int height) {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** Reads the header; empty if it is no image of a kind that models see. */
  static Optional<ImageHeader> read(byte[] image) {
    if (startsWith(image, 0, PNG) && ascii(image, 12, "IHDR")) {
      return known("image/png", bigEndian(image, 16, 4), bigEndian(image, 20, 4));
    }
    if (ascii(image, 0, "GIF87a") || ascii(image, 0, "GIF89a")) {
      return known("image/gif", littleEndian(image, 6, 2), littleEndian(image, 8, 2));
    }
    if (ascii(image, 0, "RIFF") && ascii(image, 8, "WEBP")) {
      return webp(image);
    }
    if (unsigned(image, 0) == 0xff && unsigned(image, 1) == 0xd8) {
      return jpeg(image);
    }
    return Optional.empty();
  }

  private static Optional<ImageHeader> webp(byte[] image) {
    if (ascii(image, 12, "VP8X")) {
      return known("image/webp", littleEndian(image, 24, 3) + 1, littleEndian(image, 27, 3) + 1);
    }
    if (ascii(image, 12, "VP8L")) {
      int bits = littleEndian(image, 21, 4);
      return known("image/webp", (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    if (ascii(image, 12, "VP8 ")) {
      return known(
          "image/webp", littleEndian(image, 26, 2) & 0x3fff, littleEndian(image, 28, 2) & 0x3fff);
    }
    return Optional.empty();
  }

  /** Goes from segment to segment until the one that holds the frame's size. */
  private static Optional<ImageHeader> jpeg(byte[] image) {
    int at = 2;
    while (at + 9 < image.length && unsigned(image, at) == 0xff) {
      int marker = unsigned(image, at + 1);
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      if (frame) {
        return known("image/jpeg", bigEndian(image, at + 7, 2), bigEndian(image, at + 5, 2));
      }
      boolean fill = marker == 0xff;
      boolean alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
      at += fill ? 1 : alone ? 2 : 2 + Math.max(2, bigEndian(image, at + 2, 2));
    }
    return Optional.empty();
  }

  private static Optional<ImageHeader> known(String mediaType, int width, int height) {
    return width > 0 && height > 0
        ? Optional.of(new ImageHeader(mediaType, width, height))
        : Optional.empty();
  }

  private static boolean ascii(byte[] bytes, int at, String text) {
    return startsWith(bytes, at, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] expected) {
    for (int i = 0; i < expected.length; i++) {
      if (unsigned(bytes, at + i) != (expected[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  private static int bigEndian(byte[] bytes, int at, int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = (value << 8) | (unsigned(bytes, at + i) & 0xff);
    }
    return at + count <= bytes.length ? value : 0;
  }

  private static int littleEndian(byte[] bytes, int at, int count) {
    int value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = (value << 8) | (unsigned(bytes, at + i) & 0xff);
    }
    return at + count <= bytes.length ? value : 0;
  }

  /** The byte's value; -1 behind the end. */
  private static int unsigned(byte[] bytes, int at) {
    return at < bytes.length ? bytes[at] & 0xff : -1;
  }
}
