package io.imbi.assistant.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
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
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON the same way everywhere: duplicate members, trailing text and deep nesting
 * are refused, numbers keep every digit, and members are written in the order in which they were
 * read, so that the same tree is always the same text.
 */
public final class Json {

  /** Nesting that is still read; deeper documents come from attackers, not from clients. */
  public static final int MAX_DEPTH = 200;

  /**
   * What is within the limits may be stored inside more of our own JSON, and must be read again.
   */
  private static final int MAX_STORED_DEPTH = MAX_DEPTH + 50;

  private static final int MAX_STRING_CHARS = 64 * 1024 * 1024;
  private static final int MAX_NUMBER_CHARS = 1000;
  private static final int MAX_STORED_NUMBER_CHARS = MAX_NUMBER_CHARS + 50;

  /** The parser lets an exponent of many digits pass, and the number's own class throws. */
  private static final String ABSURD_NUMBER = "Malformed JSON: a number is out of all range";

  private static final char REPLACEMENT = '\uFFFD';

  private static final JsonMapper MAPPER = mapper(MAX_DEPTH, MAX_NUMBER_CHARS);
  private static final JsonMapper STORED = mapper(MAX_STORED_DEPTH, MAX_STORED_NUMBER_CHARS);

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
    } catch (NumberFormatException _) {
      throw new MalformedJsonException(ABSURD_NUMBER);
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
    } catch (NumberFormatException _) {
      throw new MalformedJsonException(ABSURD_NUMBER);
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
    } catch (NumberFormatException _) {
      throw new MalformedJsonException(ABSURD_NUMBER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses what {@link #write} wrote. Its limits leave room for the JSON that a stored document was
   * wrapped in, so that nothing can be stored that cannot be read.
   *
   * @throws MalformedJsonException if the text is not exactly one JSON value within the limits
   */
  public static JsonNode parseStored(String text) {
    try {
      return present(STORED.readTree(text));
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(e);
    } catch (NumberFormatException _) {
      throw new MalformedJsonException(ABSURD_NUMBER);
    }
  }

  /**
   * Writes a tree, or a value made of records, maps, collections and scalars. The text is {@link
   * #wellFormed}.
   */
  public static String write(Object value) {
    try {
      return wellFormed(MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot be written as JSON: " + value.getClass(), e);
    }
  }

  /** Writes as {@link #write}, as UTF-8 bytes. */
  public static byte[] writeBytes(Object value) {
    return write(value).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The text with U+FFFD in place of each half of a surrogate pair that stands alone: it is no
   * character, no UTF-8 can hold it, and readers refuse documents for its sake.
   */
  public static String wellFormed(String text) {
    @Nullable StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        i++;
      } else {
        mended = mended == null ? new StringBuilder(text) : mended;
        mended.setCharAt(i, REPLACEMENT);
      }
    }
    return mended == null ? text : mended.toString();
  }

  /** Turns a value made of records, maps, collections and scalars into a tree. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Turns a tree into a value made of records, collections and scalars.
   *
   * @throws MalformedJsonException if the tree is not of that shape
   */
  public static <T> T read(JsonNode tree, Class<T> type) {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(e);
    }
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

  private static JsonMapper mapper(int maxDepth, int maxNumberChars) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxNumberLength(maxNumberChars)
                        .maxStringLength(MAX_STRING_CHARS)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();
  }
}
