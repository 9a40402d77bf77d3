package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.imbi.PathTemplate;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.InputSchemas;
import io.imbi.assistant.tool.ToolDefinition;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    RequestBody body = body(operation);
    var arguments = new Arguments(body.names());
    addParameters(operation, path, arguments);
    body.addTo(arguments);
    ObjectNode schema = SelfContained.of(arguments.schema(body.additional()), definitions);
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

  private void addParameters(Operation operation, PathTemplate path, Arguments arguments) {
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    for (JsonNode level : List.of(operation.pathItem(), operation.node())) {
      for (JsonNode each : level.path("parameters")) {
        JsonNode parameter = document.dereference(each);
        String key = parameter.path("in").asText() + " " + parameter.path("name").asText();
        parameters.put(key, parameter);
      }
    }
    Set<String> described = new HashSet<>();
    // Of two parameters with one name, the path's keeps it, because it can never be left out.
    parameters.values().stream()
        .sorted(Comparator.comparing(parameter -> !parameter.path("in").asText().equals("path")))
        .forEach(
            parameter ->
                slot(parameter, path)
                    .ifPresent(
                        slot -> {
                          add(parameter, slot, arguments);
                          described.add(parameter.path("name").asText());
                        }));
    for (String name : new LinkedHashSet<>(path.parameters())) {
      if (!described.contains(name)) {
        arguments.addParameter(
            name, "path", new Slot.Path(name), Json.object().put("type", "string"), true);
      }
    }
  }

  private static Optional<Slot> slot(JsonNode parameter, PathTemplate path) {
    String name = parameter.path("name").asText();
    return switch (parameter.path("in").asText()) {
      case "path" ->
          path.parameters().contains(name) ? Optional.of(new Slot.Path(name)) : Optional.empty();
      case "query" -> Optional.of(new Slot.Query(name, QueryStyle.of(parameter)));
      case "header" ->
          HeaderNames.mayBeSet(name) ? Optional.of(new Slot.Header(name)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private void add(JsonNode parameter, Slot slot, Arguments arguments) {
    String in = parameter.path("in").asText();
    JsonNode schema =
        parameter.path("content").valueStream().findFirst().orElse(parameter).path("schema");
    arguments.addParameter(
        parameter.path("name").asText(),
        in,
        slot,
        withNotes(converter.convertParameter(schema), parameter),
        in.equals("path") || parameter.path("required").asBoolean());
  }

  private static JsonNode withNotes(JsonNode schema, JsonNode parameter) {
    String description = parameter.path("description").asText().strip();
    if (!(schema instanceof ObjectNode object)
        || (description.isEmpty() && !parameter.path("deprecated").asBoolean())) {
      return schema;
    }
    ObjectNode noted = object.deepCopy();
    if (!description.isEmpty()) {
      noted.put("description", description);
    }
    if (parameter.path("deprecated").asBoolean()) {
      noted.put("deprecated", true);
    }
    return noted;
  }

  private RequestBody body(Operation operation) {
    JsonNode requestBody = document.dereference(operation.node().path("requestBody"));
    Optional<Map.Entry<String, JsonNode>> content =
        requestBody
            .path("content")
            .propertyStream()
            .min(Comparator.comparingInt(type -> BodyFormat.rank(type.getKey())));
    if (content.isEmpty() || effect(operation.method()) == Effect.READ_ONLY) {
      return new RequestBody(null, null, MissingNode.getInstance(), false);
    }
    JsonNode schema = content.get().getValue().path("schema");
    BodyShape shape = BodyShape.of(document, schema).orElse(null);
    return new RequestBody(
        BodyFormat.of(content.get().getKey(), shape == null ? Set.of() : files(shape)),
        shape,
        schema,
        requestBody.path("required").asBoolean());
  }

  private Set<String> files(BodyShape shape) {
    Set<String> files = new HashSet<>();
    shape
        .properties()
        .forEach(
            (name, written) -> {
              JsonNode schema = document.dereference(written);
              if (isFile(schema) || isFile(document.dereference(schema.path("items")))) {
                files.add(name);
              }
            });
    return Set.copyOf(files);
  }

  private static boolean isFile(JsonNode schema) {
    return schema.path("format").asText().equals("binary") || schema.has("contentMediaType");
  }

  /** The body's part of the arguments. */
  private final class RequestBody {

    private final @Nullable BodyFormat format;
    private final @Nullable BodyShape shape;
    private final JsonNode schema;
    private final boolean required;

    RequestBody(
        @Nullable BodyFormat format, @Nullable BodyShape shape, JsonNode schema, boolean required) {
      this.format = format;
      this.shape = shape;
      this.schema = schema;
      this.required = required;
    }

    @Nullable BodyFormat format() {
      return format;
    }

    Set<String> names() {
      if (format == null) {
        return Set.of();
      }
      return shape == null ? Set.of("body") : shape.properties().keySet();
    }

    boolean isRequired() {
      return required && (shape == null || !shape.nullable());
    }

    boolean isOpen() {
      return shape != null && shape.isOpen();
    }

    JsonNode additional() {
      if (shape == null || !shape.isOpen()) {
        return MissingNode.getInstance();
      }
      return converter.convert(shape.additional());
    }

    void addTo(Arguments arguments) {
      if (format == null) {
        return;
      }
      if (shape == null) {
        arguments.addToBody("body", new Slot.Body(), converter.convert(schema), required);
        return;
      }
      shape
          .properties()
          .forEach(
              (name, property) ->
                  arguments.addToBody(
                      name,
                      new Slot.Member(name),
                      converter.convert(property),
                      isRequired() && shape.required().contains(name)));
    }
  }
}
