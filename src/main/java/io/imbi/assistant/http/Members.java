package io.imbi.assistant.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * The members of a JSON object that a client sent. What is not of the right type is refused with a
 * sentence that names it; members that nobody asks for are ignored.
 */
public record Members(ObjectNode object) {

  /** Refuses these members where they are null instead of absent. */
  public Members notNull(String... names) {
    for (String name : names) {
      if (object.path(name).isNull()) {
        throw RequestProblems.unprocessable(name + ": must not be null");
      }
    }
    return this;
  }

  /** An object of any shape, whose texts can all be stored; empty if it is absent or null. */
  public Optional<ObjectNode> tree(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!(value instanceof ObjectNode tree)) {
      throw RequestProblems.unprocessable(name + ": must be an object");
    }
    checkTexts(name, tree);
    return Optional.of(tree);
  }

  /** A text; empty if it is absent or null. */
  public Optional<String> text(String name, int maxCharacters) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw RequestProblems.unprocessable(name + ": must be a string");
    }
    return Optional.of(checked(name, value.textValue(), maxCharacters));
  }

  /** A text that has something in it; empty if it is absent or null. */
  public Optional<String> filledText(String name, int maxCharacters) {
    Optional<String> text = text(name, maxCharacters);
    if (text.filter(String::isBlank).isPresent()) {
      throw RequestProblems.unprocessable(name + ": must not be blank");
    }
    return text;
  }

  /** A text that is there and has something in it. */
  public String requiredText(String name, int maxCharacters) {
    return filledText(name, maxCharacters)
        .orElseThrow(() -> RequestProblems.unprocessable(name + ": a string is required"));
  }

  /** A boolean; empty if it is absent or null. */
  public Optional<Boolean> flag(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw RequestProblems.unprocessable(name + ": must be true or false");
    }
    return Optional.of(value.booleanValue());
  }

  /** One of a few words. */
  public String requiredWord(String name, List<String> allowed) {
    JsonNode value = object.path(name);
    if (!value.isTextual() || !allowed.contains(value.textValue())) {
      throw RequestProblems.unprocessable(name + ": must be " + String.join(" or ", allowed));
    }
    return value.textValue();
  }

  /** A character is a code point, as it is to the clients that count. */
  private static String checked(String name, String text, int maxCharacters) {
    int characters = text.codePointCount(0, text.length());
    if (characters > maxCharacters) {
      throw RequestProblems.unprocessable(
          "%s: must have at most %d characters, has %d".formatted(name, maxCharacters, characters));
    }
    checkStorable(name, text);
    return text;
  }

  /** The parser has bounded how deep this goes. */
  private static void checkTexts(String name, JsonNode node) {
    if (node.isTextual()) {
      checkStorable(name, node.textValue());
    }
    node.fieldNames().forEachRemaining(member -> checkStorable(name, member));
    node.forEach(child -> checkTexts(name, child));
  }

  private static void checkStorable(String name, String text) {
    if (text.indexOf('\0') >= 0) {
      throw RequestProblems.unprocessable(name + ": must not contain U+0000");
    }
    // Paired surrogates are one code point; one that is left is a code point of its own.
    if (text.codePoints().anyMatch(c -> c <= 0xFFFF && Character.isSurrogate((char) c))) {
      throw RequestProblems.unprocessable(name + ": contains half of a surrogate pair");
    }
  }
}
