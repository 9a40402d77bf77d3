package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks arguments against a tool's schema, compiled once for as long as the definition lives.
 * Nothing outside the schema is ever read.
 */
public final class ArgumentCheck {

  private static final Logger LOG = LoggerFactory.getLogger(ArgumentCheck.class);

  private static final int MAX_PROBLEMS = 10;
  private static final int MAX_SCHEMAS = 5_000;

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder
                  .schemaCacheEnabled(false)
                  .schemaLoader(loader -> loader.fetchRemoteResources(false).allow(iri -> false))
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder()
                          .locale(Locale.ENGLISH)
                          .regularExpressionFactory(new BoundedPatterns())
                          .build()));

  private final LoadingCache<ToolDefinition, Optional<Schema>> schemas =
      Caffeine.newBuilder().weakKeys().maximumSize(MAX_SCHEMAS).build(this::compile);

  /** What is wrong with the arguments, each with the member it is about; empty if nothing is. */
  public List<String> problems(ToolDefinition definition, ObjectNode arguments) {
    Optional<Schema> schema = schemas.get(definition);
    if (schema.isEmpty()) {
      return List.of();
    }
    try {
      return schema.get().validate(arguments).stream()
          .map(ArgumentCheck::describe)
          .distinct()
          .limit(MAX_PROBLEMS)
          .toList();
    } catch (SchemaException | StackOverflowError e) {
      unusable(definition, e);
      return List.of();
    }
  }

  private Optional<Schema> compile(ToolDefinition definition) {
    try {
      return Optional.of(registry.getSchema(definition.inputSchema()));
    } catch (SchemaException | StackOverflowError e) {
      unusable(definition, e);
      return Optional.empty();
    }
  }

  /** Whoever serves the tool checks its arguments again, so the call may go on without us. */
  private static void unusable(ToolDefinition definition, Throwable why) {
    LOG.warn(
        "Arguments of {} are not checked: its schema cannot be used: {}",
        definition.name(),
        why.getMessage());
  }

  private static String describe(Error error) {
    return member(error.getInstanceLocation()) + ": " + error.getMessage();
  }

  private static String member(NodePath path) {
    var member = new StringBuilder();
    for (int i = 0; i < path.getNameCount(); i++) {
      Object element = path.getElement(i);
      if (element instanceof Integer index) {
        member.append('[').append(index).append(']');
      } else {
        member.append(member.isEmpty() ? "" : ".").append(element);
      }
    }
    return member.isEmpty() ? "arguments" : member.toString();
  }
}
