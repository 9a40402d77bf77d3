package io.imbi.assistant.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;

/**
 * Tells whether two payloads say the same: neither the order of members nor the spelling of a
 * number ({@code 1}, {@code 1.0}, {@code 1e0}) makes a difference.
 */
final class Fingerprint {

  private Fingerprint() {}

  static byte[] of(JsonNode payload) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(Json.writeBytes(canonical(payload)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  /** Everything but strings and keywords becomes an array that says what it was. */
  private static JsonNode canonical(JsonNode node) {
    if (node instanceof ObjectNode object) {
      TreeMap<String, JsonNode> members = new TreeMap<>();
      object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
      ArrayNode sorted = Json.array().add("object");
      members.forEach((name, value) -> sorted.add(name).add(canonical(value)));
      return sorted;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode items = Json.array().add("array");
      array.forEach(item -> items.add(canonical(item)));
      return items;
    }
    if (node.isIntegralNumber() || node.isBigDecimal()) {
      // Scientific notation, because a plain 1e999999999 has a billion digits.
      return Json.array().add("number").add(node.decimalValue().stripTrailingZeros().toString());
    }
    return node;
  }
}
