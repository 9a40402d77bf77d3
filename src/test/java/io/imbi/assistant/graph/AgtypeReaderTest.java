package io.imbi.assistant.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgtypeReaderTest {

  private static final String USER =
      "{\"id\": 844424930131969, \"label\": \"User\", \"properties\": {\"email\":"
          + " \"a@b\"}}::vertex";
  private static final Vertex USER_VERTEX =
      new Vertex(
          844424930131969L, "User", new Entries(Map.of("email", new Text("a@b"))).asProperties());

  @Test
  void scalars() {
    assertThat(AgtypeReader.read("null")).isEqualTo(new Nothing());
    assertThat(AgtypeReader.read("true")).isEqualTo(new Flag(true));
    assertThat(AgtypeReader.read("false")).isEqualTo(new Flag(false));
    assertThat(AgtypeReader.read("\"\"")).isEqualTo(new Text(""));
    assertThat(AgtypeReader.read("-12")).isEqualTo(new Whole(-12));
    assertThat(AgtypeReader.read(" 1.5 ")).isEqualTo(new Real(1.5));
    assertThat(AgtypeReader.read("1e+30")).isEqualTo(new Real(1e30));
  }

  @Test
  void everyNumberThatDoublesKnow() {
    assertThat(AgtypeReader.read("[NaN, Infinity, -Infinity, -0.0]"))
        .isEqualTo(
            new Items(
                List.of(
                    new Real(Double.NaN),
                    new Real(Double.POSITIVE_INFINITY),
                    new Real(Double.NEGATIVE_INFINITY),
                    new Real(-0.0))));
  }

  @Test
  void everyDigitOfLargeNumbers() {
    assertThat(AgtypeReader.read("9223372036854775807")).isEqualTo(new Whole(Long.MAX_VALUE));
    assertThat(AgtypeReader.read("-9223372036854775808")).isEqualTo(new Whole(Long.MIN_VALUE));
    assertThat(AgtypeReader.read("9223372036854775808"))
        .isEqualTo(new Exact(new BigDecimal("9223372036854775808")));
    assertThat(AgtypeReader.read("123456789012345678901234567890.10::numeric"))
        .isEqualTo(new Exact(new BigDecimal("123456789012345678901234567890.10")));
    assertThat(AgtypeReader.read("7::numeric")).isEqualTo(new Exact(new BigDecimal("7")));
  }

  @Test
  void escapesInText() {
    assertThat(AgtypeReader.read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0007\\u00e9 é 😀\""))
        .isEqualTo(new Text("\"\\/\b\f\n\r\t\u0007é é 😀"));
  }

  @Test
  void entities() {
    assertThat(AgtypeReader.read(USER)).isEqualTo(USER_VERTEX);
    assertThat(
            AgtypeReader.read(
                "{\"id\": 3, \"label\": \"OWNS\", \"end_id\": 2, \"start_id\": 1,"
                    + " \"properties\": {}}::edge"))
        .isEqualTo(new Edge(3, "OWNS", 1, 2, new Entries(Map.of()).asProperties()));
    assertThat(AgtypeReader.read("[" + USER + "]::path")).isEqualTo(new Path(List.of(USER_VERTEX)));
  }

  @Test
  void entitiesWithinListsAndMaps() {
    assertThat(AgtypeReader.read("{\"users\": [" + USER + ", null], \"none\": [], \"no\": {}}"))
        .isEqualTo(
            new Entries(
                Map.of(
                    "users",
                    new Items(List.of(USER_VERTEX, new Nothing())),
                    "none",
                    new Items(List.of()),
                    "no",
                    new Entries(Map.of()))));
  }

  @Test
  void textThatLooksLikeAnAnnotation() {
    assertThat(AgtypeReader.read("\"{}::vertex\"")).isEqualTo(new Text("{}::vertex"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1",
        "[1 2]",
        "{\"a\" 1}",
        "{\"a\": }",
        "\"open",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\uzzzz\"",
        "nul",
        "1 2",
        "{}::vertex",
        "1::vertex",
        "\"a\"::numeric",
        "1::money",
        "{\"id\": \"x\", \"label\": \"L\", \"properties\": {}}::vertex"
      })
  void malformedTextIsRefused(String text) {
    assertThatThrownBy(() -> AgtypeReader.read(text))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("Malformed agtype");
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> AgtypeReader.read("[".repeat(100_000)))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("nested too deeply");
  }
}
