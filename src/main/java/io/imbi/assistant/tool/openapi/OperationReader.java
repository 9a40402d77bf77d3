package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.imbi.PathTemplate;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.InputSchemas;
import io.imbi.assistant.tool.ToolDefinition;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a tool of one operation. */
final class OperationReader {

  private static final int MAX_SCHEMA_CHARS = 100_000;

  private final Document document;
  private final SchemaConverter converter;
  private final Definitions definitions;
  private final ApiCalls calls;

  OperationReader(Document document, ApiCalls calls) {
    this.document = document;
    this.converter = new SchemaConverter(document);
    this.definitions = new Definitions(converter.definitions());
    this.calls = calls;
  }

  /** An operation with all that stands around it. */
  record Operation(String name, String method, String path, JsonNode pathItem, JsonNode node) {}

  /**
   * Reads an operation.
   *
   * @throws IllegalArgumentException if it cannot be offered, with the reason
   */
  OpenApiTool read(Operation operation) {
    PathTemplate path = PathTemplate.parse(operation.path());
    RequestBody body =
        mayHaveBody(operation.method())
            ? RequestBody.of(document, operation.node())
            : RequestBody.NONE;
    var arguments = new Arguments(body.names());
    new OperationParameters(document, converter).add(operation, path, arguments);
    body.addTo(arguments, converter);
    ObjectNode schema = SelfContained.of(arguments.schema(body.additional(converter)), definitions);
    check(schema);
    return new OpenApiTool(
        new ToolDefinition(operation.name(), description(operation), schema),
        effect(operation.method()),
        permissions(operation.node()),
        new RequestShape(
            operation.method().toUpperCase(Locale.ROOT),
            path,
            arguments.slots(),
            body.format(),
            body.isRequired(),
            body.isOpen()),
        calls);
  }

  private static void check(ObjectNode schema) {
    int chars = Json.write(schema).length();
    if (chars > MAX_SCHEMA_CHARS) {
      throw new IllegalArgumentException("its schema has %d characters".formatted(chars));
    }
    InputSchemas.problem(schema)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("its schema cannot be offered: " + problem);
            });
  }

  private static String description(Operation operation) {
    String summary = operation.node().path("summary").asText().strip();
    String details = operation.node().path("description").asText().strip();
    String text =
        details.regionMatches(true, 0, summary, 0, summary.length())
            ? details
            : (summary + "\n" + details).strip();
    if (text.isEmpty()) {
      text = operation.method().toUpperCase(Locale.ROOT) + " " + operation.path();
    }
    return operation.node().path("deprecated").asBoolean() ? text + "\nDeprecated." : text;
  }

  private static Effect effect(String method) {
    return switch (method) {
      case "get", "head" -> Effect.READ_ONLY;
      case "delete" -> Effect.DESTRUCTIVE;
      default -> Effect.MUTATING;
    };
  }

  private static boolean mayHaveBody(String method) {
    return !method.equals("get") && !method.equals("head");
  }

  /** What is not a list of names is for administrators only, for lack of anything surer. */
  private static Set<String> permissions(JsonNode operation) {
    JsonNode names = operation.path("x-imbi-permission");
    if (names.isMissingNode() || names.isNull()) {
      return Set.of();
    }
    if (names.isTextual()) {
      return Set.of(names.textValue());
    }
    return names.isArray() && names.valueStream().allMatch(JsonNode::isTextual)
        ? names.valueStream().map(JsonNode::textValue).collect(Collectors.toUnmodifiableSet())
        : Set.of(Permissions.ADMIN);
  }
}
