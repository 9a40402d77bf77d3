package io.imbi.assistant.imbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {

  @Test
  void literalsStayAsTheyAreAndValuesAreEncoded() {
    PathTemplate template = PathTemplate.parse("/api/values:fetch/{id}:cancel/v{major}.{minor}/");

    assertThat(template.parameters()).containsExactly("id", "major", "minor");
    assertThat(template.expand(Map.of("id", "a b:c", "major", "1", "minor", "0")))
        .isEqualTo("/api/values:fetch/a%20b%3Ac:cancel/v1.0/");
  }

  @Test
  void aPathWithoutParametersIsItself() {
    assertThat(PathTemplate.parse("/").expand(Map.of())).isEqualTo("/");
  }

  @Test
  void aMissingValueIsRefused() {
    assertThatThrownBy(() -> PathTemplate.parse("/{id}").expand(Map.of()))
        .isInstanceOf(RefusedPathException.class)
        .hasMessageContaining("id is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "api", "/a/../b", "/a/./b", "/{a", "/{}", "/a b", "/a?b", "/a#b", "/a\\b", "/\u0000"
      })
  void whatIsNotAPathIsNoTemplate(String template) {
    assertThatThrownBy(() -> PathTemplate.parse(template))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
