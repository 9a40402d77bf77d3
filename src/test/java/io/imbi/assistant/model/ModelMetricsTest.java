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

  private static ModelRequest request() {
    return new ModelRequest(
        "some-model",
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
