package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body that an operation takes.
 *
 * @param format null if it takes none
 * @param shape null if the body is one argument
 * @param schema as it was written
 */
record RequestBody(
    @Nullable BodyFormat format, @Nullable BodyShape shape, JsonNode schema, boolean required) {

  static final RequestBody NONE = new RequestBody(null, null, MissingNode.getInstance(), false);

  /** Reads the body of the media type that suits a model best. */
  static RequestBody of(Document document, JsonNode operation) {
    JsonNode requestBody = document.dereference(operation.path("requestBody"));
    Optional<Map.Entry<String, JsonNode>> content =
        requestBody
            .path("content")
            .propertyStream()
            .min(Comparator.comparingInt(type -> BodyFormat.rank(type.getKey())));
    if (content.isEmpty()) {
      return NONE;
    }
    JsonNode schema = content.get().getValue().path("schema");
    BodyShape shape = BodyShape.of(document, schema).orElse(null);
    return new RequestBody(
        BodyFormat.of(content.get().getKey(), shape == null ? Set.of() : files(document, shape)),
        shape,
        schema,
        requestBody.path("required").asBoolean());
  }

  private static Set<String> files(Document document, BodyShape shape) {
    Set<String> files = new HashSet<>();
    shape
        .properties()
        .forEach(
            (name, written) -> {
              JsonNode property = document.dereference(written);
              if (isFile(property) || isFile(document.dereference(property.path("items")))) {
                files.add(name);
              }
            });
    return Set.copyOf(files);
  }

  private static boolean isFile(JsonNode schema) {
    return schema.path("format").asText().equals("binary") || schema.has("contentMediaType");
  }

  /** The names that its arguments have. */
  Set<String> names() {
    if (format == null) {
      return Set.of();
    }
    return shape == null ? Set.of("body") : shape.properties().keySet();
  }

  /** Whether a body goes even if no argument is for it. */
  boolean isRequired() {
    return required && (shape == null || !shape.nullable());
  }

  /** Whether arguments without a name go into it. */
  boolean isOpen() {
    return shape != null && shape.isOpen();
  }

  /** The schema of such arguments; a missing node if there are none. */
  JsonNode additional(SchemaConverter converter) {
    return shape == null || !shape.isOpen()
        ? MissingNode.getInstance()
        : converter.convert(shape.additional());
  }

  void addTo(Arguments arguments, SchemaConverter converter) {
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
