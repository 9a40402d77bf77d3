package io.imbi.assistant.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.graph.GraphValue.Entries;
import org.junit.jupiter.api.Test;

class PropertiesTest {

  private final Properties properties =
      ((Entries)
              AgtypeReader.read(
                  """
                  {"text": "x", "whole": 7, "real": 7.0, "half": 0.5, "exact": 7::numeric,
                   "written": " 7 ", "yes": true, "no": "False", "none": null, "nan": NaN,
                   "list": ["a", 1, "b"], "json": "[\\"a\\", 1, \\"b\\"]", "map": {}}
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
  void listsAreReadHoweverTheyWereWritten() {
    assertThat(properties.texts("list")).containsExactly("a", "b");
    assertThat(properties.texts("json")).containsExactly("a", "b");
    assertThat(properties.texts("text")).isEmpty();
    assertThat(properties.texts("none")).isEmpty();
  }
}
