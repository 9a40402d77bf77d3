package io.imbi.assistant.graph;

import io.imbi.assistant.graph.GraphValue.Edge;
import io.imbi.assistant.graph.GraphValue.Entries;
import io.imbi.assistant.graph.GraphValue.Exact;
import io.imbi.assistant.graph.GraphValue.Flag;
import io.imbi.assistant.graph.GraphValue.Items;
import io.imbi.assistant.graph.GraphValue.Nothing;
import io.imbi.assistant.graph.GraphValue.Path;
import io.imbi.assistant.graph.GraphValue.Real;
import io.imbi.assistant.graph.GraphValue.Text;
import io.imbi.assistant.graph.GraphValue.Vertex;
import io.imbi.assistant.graph.GraphValue.Whole;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the text form of {@code agtype}: JSON, except that a value may be followed by {@code
 * ::vertex}, {@code ::edge}, {@code ::path} or {@code ::numeric}, and that a number may be {@code
 * NaN}, {@code Infinity} or {@code -Infinity}.
 */
final class AgtypeReader {

  private static final int MAX_DEPTH = 500;
  private static final int UNICODE_DIGITS = 4;
  private static final BigInteger SMALLEST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private final String text;
  private int at;
  private int depth;

  private AgtypeReader(String text) {
    this.text = text;
  }

  /**
   * @throws GraphException if it is not one value of the type
   */
  static GraphValue read(String text) {
    var reader = new AgtypeReader(text);
    GraphValue value = reader.value();
    reader.skipSpace();
    if (reader.at != text.length()) {
      throw reader.malformed("text after the value");
    }
    return value;
  }

  private GraphValue value() {
    if (++depth > MAX_DEPTH) {
      throw malformed("nested too deeply");
    }
    skipSpace();
    GraphValue value =
        switch (peek()) {
          case '{' -> entries();
          case '[' -> items();
          case '"' -> new Text(StorableText.decode(string()));
          default -> bare();
        };
    depth--;
    return text.startsWith("::", at) ? annotated(value) : value;
  }

  private GraphValue annotated(GraphValue value) {
    at += 2;
    String type = word();
    return switch (type) {
      case "vertex" -> vertex(value);
      case "edge" -> edge(value);
      case "path" -> path(value);
      case "numeric" -> numeric(value);
      default -> throw malformed("a value of type " + type);
    };
  }

  private Vertex vertex(GraphValue value) {
    Entries entries = map(value);
    return new Vertex(number(entries, "id"), label(entries), properties(entries));
  }

  private Edge edge(GraphValue value) {
    Entries entries = map(value);
    return new Edge(
        number(entries, "id"),
        label(entries),
        number(entries, "start_id"),
        number(entries, "end_id"),
        properties(entries));
  }

  private Path path(GraphValue value) {
    if (value instanceof Items(var steps)) {
      return new Path(steps);
    }
    throw malformed("a path that is no list");
  }

  private GraphValue numeric(GraphValue value) {
    return switch (value) {
      case Whole(var whole) -> new Exact(BigDecimal.valueOf(whole));
      case Exact exact -> exact;
      case Real real -> real;
      case Nothing _, Flag _, Text _, Items _, Entries _, Vertex _, Edge _, Path _ ->
          throw malformed("a numeric that is no number");
    };
  }

  private Entries map(GraphValue value) {
    if (value instanceof Entries entries) {
      return entries;
    }
    throw malformed("an entity that is no map");
  }

  private long number(Entries entries, String name) {
    if (entries.values().get(name) instanceof Whole(var value)) {
      return value;
    }
    throw malformed("an entity without " + name);
  }

  private String label(Entries entries) {
    if (entries.values().get("label") instanceof Text(var value)) {
      return value;
    }
    throw malformed("an entity without a label");
  }

  private Properties properties(Entries entries) {
    return map(entries.values().getOrDefault("properties", new Nothing())).asProperties();
  }

  private Entries entries() {
    Map<String, GraphValue> values = new LinkedHashMap<>();
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return new Entries(values);
    }
    while (true) {
      skipSpace();
      String name = StorableText.decode(string());
      skipSpace();
      expect(':');
      values.put(name, value());
      skipSpace();
      if (peek() == '}') {
        at++;
        return new Entries(values);
      }
      expect(',');
    }
  }

  private Items items() {
    List<GraphValue> values = new ArrayList<>();
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      return new Items(values);
    }
    while (true) {
      values.add(value());
      skipSpace();
      if (peek() == ']') {
        at++;
        return new Items(values);
      }
      expect(',');
    }
  }

  private String string() {
    expect('"');
    int from = at;
    while (peek() != '"' && peek() != '\\') {
      at++;
    }
    if (peek() == '"') {
      return text.substring(from, at++);
    }
    var unescaped = new StringBuilder().append(text, from, at);
    while (true) {
      char c = peek();
      at++;
      switch (c) {
        case '"' -> {
          return unescaped.toString();
        }
        case '\\' -> unescaped.append(escaped());
        default -> unescaped.append(c);
      }
    }
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw malformed("an unknown escape");
    };
  }

  private char unicode() {
    if (at + UNICODE_DIGITS > text.length()) {
      throw malformed("a cut escape");
    }
    try {
      int code = Integer.parseInt(text, at, at + UNICODE_DIGITS, 16);
      at += UNICODE_DIGITS;
      return (char) code;
    } catch (NumberFormatException e) {
      throw malformed("an escape that is no number");
    }
  }

  private GraphValue bare() {
    String word = word();
    return switch (word) {
      case "null" -> new Nothing();
      case "true" -> new Flag(true);
      case "false" -> new Flag(false);
      case "NaN" -> new Real(Double.NaN);
      case "Infinity" -> new Real(Double.POSITIVE_INFINITY);
      case "-Infinity" -> new Real(Double.NEGATIVE_INFINITY);
      default -> number(word);
    };
  }

  private GraphValue number(String word) {
    try {
      if (text.startsWith("::numeric", at)) {
        return new Exact(new BigDecimal(word));
      }
      if (word.indexOf('.') >= 0 || word.indexOf('e') >= 0 || word.indexOf('E') >= 0) {
        return new Real(Double.parseDouble(word));
      }
      var whole = new BigInteger(word);
      return whole.compareTo(SMALLEST) < 0 || whole.compareTo(LARGEST) > 0
          ? new Exact(new BigDecimal(whole))
          : new Whole(whole.longValue());
    } catch (NumberFormatException e) {
      throw malformed("an unknown word");
    }
  }

  private String word() {
    int from = at;
    while (at < text.length() && isPartOfWord(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private static boolean isPartOfWord(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '+'
        || c == '.';
  }

  private void skipSpace() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw malformed("the end of the text");
    }
    return text.charAt(at);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw malformed("something other than " + c);
    }
    at++;
  }

  /** Says where, but does not repeat the text: it is somebody's data. */
  private GraphException malformed(String what) {
    return new GraphException("Malformed agtype: %s at character %d".formatted(what, at));
  }
}
