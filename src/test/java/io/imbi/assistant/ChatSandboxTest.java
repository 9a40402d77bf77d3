package io.imbi.assistant;

import static io.imbi.assistant.ChatCaller.messages;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.scripted.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The chat API on a bare machine, where the Imbi API is made up. */
class ChatSandboxTest {

  @Test
  void contactsWithoutATokenAreAnsweredFromTheSandbox() {
    try (Service service = new Service(Map.of()).withTools();
        var caller = new ChatCaller(service.port())) {
      service.claude.enqueue(
          Answer.calling("toolu_1", "list_organizations", "{}"), Answer.saying("One: Acme."));

      JsonNode answer = caller.chat("c", "Which organizations are there?");

      assertThat(messages(answer)).containsExactly("One: Acme.");
      assertThat(service.claude.lastRequest().toolResults().toString()).contains("acme");
      assertThat(
              answer
                  .path("events")
                  .path(1)
                  .path("event_data")
                  .at("/technical_info/tool_calls/0/is_error")
                  .booleanValue())
          .isFalse();
    }
  }
}
