package io.imbi.assistant.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolSettingsTest {

  @Test
  void defaults() {
    assertThat(read(Map.of())).isEqualTo(new ToolSettings(Duration.ofSeconds(60), 120_000, false));
  }

  @Test
  void names() {
    assertThat(
            read(
                Map.of(
                    "imbi.assistant.tool-timeout", "5s",
                    "imbi.assistant.max-tool-result-chars", "42",
                    "imbi.assistant.audit-arguments", "true")))
        .isEqualTo(new ToolSettings(Duration.ofSeconds(5), 42, true));
  }

  @Test
  void aWrongValueNamesTheVariable() {
    assertThatThrownBy(() -> new ToolSettings(Duration.ZERO, 1, false))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("IMBI_ASSISTANT_TOOL_TIMEOUT");
    assertThatThrownBy(() -> new ToolSettings(Duration.ofSeconds(1), 0, false))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("IMBI_ASSISTANT_MAX_TOOL_RESULT_CHARS");
  }

  private static ToolSettings read(Map<String, Object> properties) {
    try (var context =
        ApplicationContext.builder(properties).enableDefaultPropertySources(false).start()) {
      return context.getBean(ToolSettings.class);
    }
  }
}
