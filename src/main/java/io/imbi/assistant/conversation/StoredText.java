package io.imbi.assistant.conversation;

import io.imbi.assistant.json.Json;

/**
 * The text that a store keeps for a text that not every database can hold. What people write is
 * refused before it comes so far; what models and tools write must not cost a turn.
 */
public final class StoredText {

  private StoredText() {}

  /** The text with U+FFFD in place of U+0000 and of each half of a surrogate pair. */
  public static String of(String text) {
    return Json.wellFormed(text).replace('\0', '\uFFFD');
  }
}
