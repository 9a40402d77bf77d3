package io.imbi.assistant.thread.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.thread.Button;
import io.imbi.assistant.thread.Pipeline;
import io.imbi.assistant.thread.ThreadContext;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

@Singleton
@Named("faq")
final class FaqPipeline implements Pipeline {

  private static final Map<String, String> ANSWERS =
      Map.of("opening hours", "Monday to Friday, 9 to 5.", "refund", "Within 30 days.");

  @Override
  public void run(ThreadContext context) {
    String question = context.inboundText().orElse("").toLowerCase(Locale.ROOT);
    context.report("searching");
    Optional<String> answer =
        ANSWERS.entrySet().stream()
            .filter(entry -> question.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    if (answer.isPresent()) {
      context.sendMessage(answer.get());
      return;
    }
    long unanswered = context.state("unanswered").map(JsonNode::asLong).orElse(0L) + 1;
    context.setState("unanswered", Json.tree(unanswered));
    context.sendMessage(
        "I do not know. Shall I call somebody?", List.of(new Button("call", "Yes, please")));
  }
}
