package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells whether a schema may be offered to a model. One schema that a model's API does not take
 * makes it refuse the whole request, so a tool in doubt is better left out.
 */
public final class InputSchemas {

  /** What the Messages API takes as the name of an argument. */
  private static final Pattern ARGUMENT = Pattern.compile("^[a-zA-Z0-9_.-]{1,64}$");

  private static final List<String> NOT_AT_THE_TOP = List.of("oneOf", "allOf", "anyOf");

  private static final Schema META_SCHEMA =
      SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12,
              builder ->
                  builder.schemaRegistryConfig(
                      SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build()))
          .getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));

  private InputSchemas() {}

  /** Whether {@code name} can be the name of an argument. */
  public static boolean isArgumentName(String name) {
    return ARGUMENT.matcher(name).matches();
  }

  /** Why this is not an input schema to offer; empty if it is one. */
  public static Optional<String> problem(ObjectNode schema) {
    if (!schema.path("type").asText().equals("object")) {
      return Optional.of("its type is not object");
    }
    for (String keyword : NOT_AT_THE_TOP) {
      if (schema.has(keyword)) {
        return Optional.of("it has " + keyword + " at the top");
      }
    }
    for (var property : schema.path("properties").properties()) {
      if (!isArgumentName(property.getKey())) {
        return Optional.of("the argument name " + property.getKey() + " is not allowed");
      }
    }
    return META_SCHEMA.validate(schema).stream().findFirst().map(InputSchemas::describe);
  }

  private static String describe(Error error) {
    return "at %s: %s".formatted(error.getInstanceLocation(), error.getMessage());
  }
}
