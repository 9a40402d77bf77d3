package io.imbi.assistant.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Reads and writes JSON the same way everywhere: duplicate members, trailing text and deep nesting
 * are refused, numbers keep every digit, and members are written in the order in which they were
 * read, so that the same tree is always the same text.
 */
public final class Json {

  /** Nesting that is still read; deeper documents come from attackers, not from clients. */
  public static final int MAX_DEPTH = 200;

  private static final int MAX_STRING_CHARS = 64 * 1024 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING_CHARS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private Json() {}

  /**
   * Parses one JSON document.
   *
   * @throws MalformedJsonException if the text is not exactly one JSON value within the limits
   */
  public static JsonNode parse(String text) {
    try {
      return present(MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(e);
    }
  }

  /**
   * Parses one JSON document from its bytes.
   *
   * @throws MalformedJsonException if the bytes are not exactly one JSON value within the limits
   */
  public static JsonNode parse(byte[] bytes) {
    try {
      return present(MAPPER.readTree(bytes));
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses one JSON document from a stream, which is left open.
   *
   * @throws MalformedJsonException if the bytes are not exactly one JSON value within the limits
   * @throws UncheckedIOException if the stream cannot be read
   */
  public static JsonNode parse(InputStream in) {
    try {
      return present(MAPPER.readTree(in));
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a tree, or a value made of records, maps, collections and scalars. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot be written as JSON: " + value.getClass(), e);
    }
  }

  /** Writes as {@link #write}, as UTF-8 bytes. */
  public static byte[] writeBytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot be written as JSON: " + value.getClass(), e);
    }
  }

  /** Turns a value made of records, maps, collections and scalars into a tree. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  public static JsonNode text(String value) {
    return JsonNodeFactory.instance.textNode(value);
  }

  private static JsonNode present(JsonNode node) {
    if (node.isMissingNode()) {
      throw new MalformedJsonException("The JSON document is empty");
    }
    return node;
  }
}
