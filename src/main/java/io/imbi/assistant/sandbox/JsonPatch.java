package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.List;
import java.util.Set;

/**
 * Applies JSON Patch (RFC 6902) to objects. All operations take effect or none: they work on a
 * copy. A patch that cannot be applied is a 400, a failed {@code test} a 422.
 */
final class JsonPatch {

  private static final int MAX_DOCUMENT_BYTES = 1024 * 1024;

  private JsonPatch() {}

  /**
   * @param readOnly members that no operation may write
   */
  static ObjectNode apply(ArrayNode operations, ObjectNode document, Set<String> readOnly) {
    ObjectNode patched = document.deepCopy();
    for (int i = 0; i < operations.size(); i++) {
      if (!(operations.get(i) instanceof ObjectNode operation)) {
        throw invalid(i, "operation", "Input should be a valid dictionary");
      }
      applyOne(operation, i, patched, readOnly);
    }
    return patched;
  }

  private static void applyOne(
      ObjectNode operation, int index, ObjectNode document, Set<String> readOnly) {
    String name = text(operation, "op", index);
    JsonPointer path = pointer(operation, "path", index);
    if (!name.equals("test")) {
      refuseReadOnly(path, readOnly);
    }
    switch (name) {
      case "add" -> add(document, path, value(operation, index));
      case "remove" -> remove(document, path);
      case "replace" -> {
        JsonNode value = value(operation, index);
        remove(document, path);
        add(document, path, value);
      }
      case "move" -> {
        JsonPointer from = pointer(operation, "from", index);
        refuseReadOnly(from, readOnly);
        if (path.toString().startsWith(from + "/")) {
          throw ApiError.badRequest("Cannot move " + from + " into itself");
        }
        JsonNode value = existing(document, from);
        remove(document, from);
        add(document, path, value);
      }
      case "copy" -> {
        add(document, path, existing(document, pointer(operation, "from", index)).deepCopy());
        refuseGrowth(document);
      }
      case "test" -> {
        if (!existing(document, path).equals(value(operation, index))) {
          throw ApiError.unprocessable("Patch test failed at " + path);
        }
      }
      default -> throw invalid(index, "op", "There is no operation '" + name + "'");
    }
  }

  private static void add(ObjectNode document, JsonPointer path, JsonNode value) {
    String last = last(path);
    switch (existing(document, path.head())) {
      case ObjectNode object -> object.set(last, value);
      case ArrayNode array ->
          array.insert(last.equals("-") ? array.size() : position(last, array.size(), path), value);
      default -> throw noSuchPath(path);
    }
  }

  private static void remove(ObjectNode document, JsonPointer path) {
    existing(document, path);
    String last = last(path);
    switch (existing(document, path.head())) {
      case ObjectNode object -> object.remove(last);
      case ArrayNode array -> array.remove(position(last, array.size() - 1, path));
      default -> throw noSuchPath(path);
    }
  }

  private static JsonNode existing(ObjectNode document, JsonPointer path) {
    JsonNode node = document.at(path);
    if (node.isMissingNode()) {
      throw noSuchPath(path);
    }
    return node;
  }

  private static int position(String text, int max, JsonPointer path) {
    if (!text.matches("0|[1-9][0-9]{0,8}") || Integer.parseInt(text) > max) {
      throw noSuchPath(path);
    }
    return Integer.parseInt(text);
  }

  private static String last(JsonPointer path) {
    return path.last().getMatchingProperty();
  }

  /** Copies of copies double the document each time: a short patch could fill the memory. */
  private static void refuseGrowth(ObjectNode document) {
    if (Json.writeBytes(document).length > MAX_DOCUMENT_BYTES) {
      throw ApiError.badRequest("The patched document is too large");
    }
  }

  private static void refuseReadOnly(JsonPointer path, Set<String> readOnly) {
    if (path.matches()) {
      throw ApiError.badRequest("The document as a whole cannot be replaced");
    }
    if (readOnly.contains(path.getMatchingProperty())) {
      throw ApiError.badRequest("Cannot modify read-only path: /" + path.getMatchingProperty());
    }
  }

  private static JsonPointer pointer(ObjectNode operation, String member, int index) {
    try {
      return JsonPointer.compile(text(operation, member, index));
    } catch (IllegalArgumentException e) {
      throw ApiError.badRequest("Not a JSON Pointer: " + operation.get(member).textValue());
    }
  }

  private static String text(ObjectNode operation, String member, int index) {
    JsonNode value = operation.path(member);
    if (!value.isTextual()) {
      throw invalid(index, member, value.isMissingNode() ? "Field required" : "Not a string");
    }
    return value.textValue();
  }

  private static JsonNode value(ObjectNode operation, int index) {
    JsonNode value = operation.get("value");
    if (value == null) {
      throw invalid(index, "value", "Field required");
    }
    return value;
  }

  private static ApiError noSuchPath(JsonPointer path) {
    return ApiError.badRequest("Invalid patch: there is no " + path);
  }

  private static ApiError invalid(int index, String member, String message) {
    return ApiError.invalid(
        List.of(
            new Problem("value_error", List.of("body", Integer.toString(index), member), message)));
  }
}
