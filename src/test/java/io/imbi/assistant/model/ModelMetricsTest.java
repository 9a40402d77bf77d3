package io.imbi.assistant.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelMetricsTest {

  @Test
  void requestsAndTheirTokensAreCountedByModelUnderTheirPublicNames() {
    try (var context =
        ApplicationContext.run(Map.of("imbi.assistant.provider", "demo"), "nodatabase")) {
      ChatModel model = context.getBean(ChatModel.class);
      model.stream(request()).blockLast(Duration.ofSeconds(10));
      model.stream(request()).blockLast(Duration.ofSeconds(10));
      model.complete(request()).block(Duration.ofSeconds(10));

      assertThat(context.getBean(PrometheusMeterRegistry.class).scrape())
          .contains("llm_calls_total{model=\"some-model\"} 3.0")
          .containsPattern("llm_usage_prompt_tokens_total\\{model=\"some-model\"} [0-9.E]+")
          .containsPattern("llm_usage_completion_tokens_total\\{model=\"some-model\"} [0-9.E]+");
    }
  }

  @Test
  void namesThatSomebodyMakesUpDoNotFillTheMemory() {
    try (var context =
        ApplicationContext.run(Map.of("imbi.assistant.provider", "demo"), "nodatabase")) {
      ChatModel model = context.getBean(ChatModel.class);
      for (int i = 0; i < 150; i++) {
        model.complete(request("made-up-" + i)).block(Duration.ofSeconds(10));
      }

      assertThat(context.getBean(PrometheusMeterRegistry.class).scrape())
          .contains("llm_calls_total{model=\"made-up-0\"} 1.0")
          .contains("llm_calls_total{model=\"other\"} 50.0")
          .doesNotContain("made-up-100");
    }
  }

  private static ModelRequest request() {
    return request("some-model");
  }

  private static ModelRequest request(String model) {
    return new ModelRequest(
        model,
        100,
        "",
        List.of(),
        ModelRequest.ToolUseMode.ALLOWED,
        List.of(
            new ModelMessage(
                ModelMessage.Author.USER, List.of(new ContentBlock.Text("Hello there")))),
        Instant.MAX);
  }
}
