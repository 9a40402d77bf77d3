package io.imbi.assistant.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"imbi", "imbi_2", "my-graph", "ABC"})
  void plainNamesAreTaken(String name) {
    assertThat(new GraphName(name).value()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "1abc", "a b c", "a'b", "a\"bc", "abc-", "a;bc", "a$$bc"})
  void othersAreRefused(String name) {
    assertThatThrownBy(() -> new GraphName(name)).isInstanceOf(IllegalArgumentException.class);
  }
}
