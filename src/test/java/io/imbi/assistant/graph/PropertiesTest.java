package io.imbi.assistant.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.graph.GraphValue.Entries;
import io.imbi.assistant.json.Json;
import org.junit.jupiter.api.Test;

class PropertiesTest {

  private final Properties properties =
      ((Entries)
              AgtypeReader.read(
                  """
                  {"text": "x", "whole": 7, "real": 7.0, "half": 0.5, "exact": 7::numeric,
                   "written": " 7 ", "yes": true, "no": "False", "none": null, "nan": NaN,
                   "list": ["a", 1, "b"], "json": "[\\"a\\", 1, \\"b\\"]", "map": {},
                   "nested": {"a": [null, true, 1.5, NaN, 7.50::numeric,
                     {"id": 9, "label": "L", "properties": {"id": 1}}::vertex]}}
                  """))
          .asProperties();

  @Test
  void textIsTextAndWhateverHasATextForm() {
    assertThat(properties.text("text")).contains("x");
    assertThat(properties.text("whole")).contains("7");
    assertThat(properties.text("yes")).contains("true");
    assertThat(properties.text("none")).isEmpty();
    assertThat(properties.text("missing")).isEmpty();
    assertThat(properties.text("map")).isEmpty();
  }

  @Test
  void wholeNumbersAreReadHoweverTheyWereWritten() {
    assertThat(properties.whole("whole")).hasValue(7);
    assertThat(properties.whole("real")).hasValue(7);
    assertThat(properties.whole("exact")).hasValue(7);
    assertThat(properties.whole("written")).hasValue(7);
    assertThat(properties.whole("half")).isEmpty();
    assertThat(properties.whole("nan")).isEmpty();
    assertThat(properties.whole("text")).isEmpty();
    assertThat(properties.whole("none")).isEmpty();
  }

  @Test
  void flagsAreReadHoweverTheyWereWritten() {
    assertThat(properties.flag("yes")).contains(true);
    assertThat(properties.flag("no")).contains(false);
    assertThat(properties.flag("text")).isEmpty();
    assertThat(properties.flag("missing")).isEmpty();
  }

  @Test
  void jsonIsReadHoweverItWasWritten() {
    assertThat(properties.json("list")).contains(Json.parse("[\"a\", 1, \"b\"]"));
    assertThat(properties.json("json")).contains(Json.parse("[\"a\", 1, \"b\"]"));
    assertThat(properties.json("nested"))
        .contains(Json.parse("{\"a\": [null, true, 1.5, null, 7.50, {\"id\": 1}]}"));
    assertThat(properties.json("text")).isEmpty();
    assertThat(properties.json("written")).isEmpty();
    assertThat(properties.json("none")).isEmpty();
  }

  @Test
  void listsAreReadHoweverTheyWereWritten() {
    assertThat(properties.texts("list")).containsExactly("a", "b");
    assertThat(properties.texts("json")).containsExactly("a", "b");
    assertThat(properties.texts("text")).isEmpty();
    assertThat(properties.texts("none")).isEmpty();
  }
}
