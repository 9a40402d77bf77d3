package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.swagger.v3.parser.util.OpenAPIDeserializer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An OpenAPI document as it was written. The parser only judges it: its model of a schema knows
 * less than JSON Schema does, so tools are made from the tree. References outside the document are
 * never followed.
 */
final class Document {

  /** Members whose content is data, where a {@code $ref} is no reference. */
  private static final Set<String> DATA = Set.of("example", "examples", "default", "enum", "const");

  private final ObjectNode root;
  private final Set<String> unresolved = new LinkedHashSet<>();

  private Document(ObjectNode root) {
    this.root = root;
  }

  /** A place in the document. */
  record Target(String pointer, JsonNode node) {}

  /**
   * Reads a document.
   *
   * @throws UnusableDocumentException if it is not one of OpenAPI 3, or references run in circles
   */
  static Document parse(byte[] bytes) throws UnusableDocumentException {
    JsonNode tree;
    try {
      tree = Json.parse(bytes);
    } catch (MalformedJsonException e) {
      throw new UnusableDocumentException("the document is not usable JSON: " + e.getMessage());
    }
    if (!(tree instanceof ObjectNode root)) {
      throw new UnusableDocumentException("the document is not an OpenAPI document");
    }
    var document = new Document(root);
    document.checkReferences();
    judge(root);
    return document;
  }

  ObjectNode paths() {
    return (ObjectNode) root.path("paths");
  }

  /** Whether schemas follow OpenAPI 3.0, where what stands beside a reference does not count. */
  boolean isVersion30() {
    return root.path("openapi").asText().startsWith("3.0");
  }

  /** References that were met and lead nowhere, or out of the document. */
  Set<String> unresolved() {
    return unresolved;
  }

  /** What a node that may be a reference stands for; a missing node if it leads nowhere. */
  JsonNode dereference(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isTextual()
        ? resolve(reference.textValue()).map(Target::node).orElse(MissingNode.getInstance())
        : node;
  }

  /** Where a reference ends, after references that lead to references. */
  Optional<Target> resolve(String reference) {
    Set<String> seen = new HashSet<>();
    String current = reference;
    while (seen.add(current)) {
      JsonNode node = at(current);
      if (node.isMissingNode()) {
        unresolved.add(reference);
        return Optional.empty();
      }
      if (!node.path("$ref").isTextual() || node.size() > 1) {
        return Optional.of(new Target(pointer(current), node));
      }
      current = node.path("$ref").textValue();
    }
    throw new CyclicReferenceException(reference);
  }

  private JsonNode at(String reference) {
    if (!reference.startsWith("#/")) {
      return MissingNode.getInstance();
    }
    try {
      return root.at(JsonPointer.compile(pointer(reference)));
    } catch (IllegalArgumentException e) {
      return MissingNode.getInstance();
    }
  }

  /** The JSON pointer of a reference within the document, whichever way it is escaped. */
  private static String pointer(String reference) {
    return URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private void checkReferences() throws UnusableDocumentException {
    Set<String> good = new HashSet<>();
    Deque<JsonNode> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      JsonNode node = open.pop();
      JsonNode reference = node.path("$ref");
      if (reference.isTextual() && !good.contains(reference.textValue())) {
        checkReference(reference.textValue(), good);
      }
      if (node instanceof ObjectNode object) {
        object
            .properties()
            .forEach(
                member -> {
                  if (!DATA.contains(member.getKey()) && member.getValue().isContainerNode()) {
                    open.push(member.getValue());
                  }
                });
      } else {
        node.forEach(
            element -> {
              if (element.isContainerNode()) {
                open.push(element);
              }
            });
      }
    }
  }

  private void checkReference(String reference, Set<String> good) throws UnusableDocumentException {
    Set<String> seen = new HashSet<>();
    String current = reference;
    while (!good.contains(current)) {
      if (!seen.add(current)) {
        throw new CyclicReferenceException(current).asUnusable();
      }
      JsonNode next = at(current).path("$ref");
      if (!next.isTextual()) {
        break;
      }
      current = next.textValue();
    }
    good.addAll(seen);
  }

  private static void judge(ObjectNode root) throws UnusableDocumentException {
    SwaggerParseResult result;
    try {
      result = new OpenAPIDeserializer().deserialize(root, null, new ParseOptions());
    } catch (RuntimeException e) {
      throw new UnusableDocumentException("the document is not an OpenAPI document");
    }
    if (result.getOpenAPI() == null || result.getOpenAPI().getPaths() == null) {
      throw new UnusableDocumentException(
          "the document is not an OpenAPI 3 document"
              + result.getMessages().stream()
                  .findFirst()
                  .map(message -> ": " + message)
                  .orElse(""));
    }
  }
}
