package io.imbi.assistant.thread.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What is kept, or compared, in place of a secret. */
final class Digest {

  private Digest() {}

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has it", e);
    }
  }
}
