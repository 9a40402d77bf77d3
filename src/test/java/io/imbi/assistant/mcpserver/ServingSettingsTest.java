package io.imbi.assistant.mcpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServingSettingsTest {

  @Test
  void defaults() {
    assertThat(read(Map.of())).isEqualTo(new ServingSettings(false, List.of(), 8));
  }

  @Test
  void names() {
    assertThat(
            read(
                Map.of(
                    "IMBI_ASSISTANT_MCP_SERVER", "true",
                    "IMBI_ASSISTANT_MCP_ORIGINS", "https://a.example.com,http://b.example.com:81",
                    "IMBI_ASSISTANT_MCP_CONCURRENCY", "3")))
        .isEqualTo(
            new ServingSettings(
                true, List.of("https://a.example.com", "http://b.example.com:81"), 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example.com", "*", "https://", "https://a b"})
  void whatIsNoOriginNamesTheVariable(String origin) {
    assertThatThrownBy(() -> new ServingSettings(true, List.of(origin), 8))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("IMBI_ASSISTANT_MCP_ORIGINS")
        .hasMessageContaining(origin);
  }

  @Test
  void thereIsRoomForACallAtLeast() {
    assertThatThrownBy(() -> new ServingSettings(true, List.of(), 0))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("IMBI_ASSISTANT_MCP_CONCURRENCY");
  }

  @ParameterizedTest
  @CsvSource({
    "IMBI_ASSISTANT_MCP_SERVER, yes please",
    "IMBI_ASSISTANT_MCP_ORIGINS, tools.example.com",
    "IMBI_ASSISTANT_MCP_CONCURRENCY, 0"
  })
  void aWrongValueStopsTheStart(String variable, String value) {
    assertThatThrownBy(() -> context(Map.of(variable, value)).close())
        .hasStackTraceContaining(variable + ":");
  }

  private static ServingSettings read(Map<String, Object> variables) {
    try (var context = context(variables)) {
      return context.getBean(ServingSettings.class);
    }
  }

  private static ApplicationContext context(Map<String, Object> variables) {
    return ApplicationContext.builder("nodatabase")
        .propertySources(
            PropertySource.of(
                "variables",
                variables,
                PropertyConvention.ENVIRONMENT_VARIABLE,
                PropertySource.Origin.of("test")))
        .start();
  }
}
