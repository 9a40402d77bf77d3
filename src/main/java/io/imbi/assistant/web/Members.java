package io.imbi.assistant.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The members of a JSON object that a client sent. What is not of the right type is refused with a
 * sentence that names it; members that nobody asks for are ignored.
 */
record Members(ObjectNode object) {

  /** A text; empty if it is absent or null. */
  Optional<String> text(String name, int maxCharacters) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw Problems.unprocessable(name + ": must be a string");
    }
    return Optional.of(checked(name, value.textValue(), maxCharacters));
  }

  /** A text that has something in it; empty if it is absent or null. */
  Optional<String> filledText(String name, int maxCharacters) {
    Optional<String> text = text(name, maxCharacters);
    if (text.filter(String::isBlank).isPresent()) {
      throw Problems.unprocessable(name + ": must not be blank");
    }
    return text;
  }

  /** A text that is there and has something in it. */
  String requiredText(String name, int maxCharacters) {
    return filledText(name, maxCharacters)
        .orElseThrow(() -> Problems.unprocessable(name + ": a string is required"));
  }

  /** A boolean; empty if it is absent or null. */
  Optional<Boolean> flag(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw Problems.unprocessable(name + ": must be true or false");
    }
    return Optional.of(value.booleanValue());
  }

  /** A boolean that is there. */
  boolean requiredFlag(String name) {
    return flag(name)
        .orElseThrow(() -> Problems.unprocessable(name + ": true or false is required"));
  }

  /** A character is a code point, as it is to the clients that count. */
  private static String checked(String name, String text, int maxCharacters) {
    int characters = text.codePointCount(0, text.length());
    if (characters > maxCharacters) {
      throw Problems.unprocessable(
          "%s: must have at most %d characters, has %d".formatted(name, maxCharacters, characters));
    }
    if (text.indexOf('\0') >= 0) {
      throw Problems.unprocessable(name + ": must not contain U+0000");
    }
    // Paired surrogates are one code point; one that is left is a code point of its own.
    if (text.codePoints().anyMatch(c -> c <= 0xFFFF && Character.isSurrogate((char) c))) {
      throw Problems.unprocessable(name + ": contains half of a surrogate pair");
    }
    return text;
  }
}
