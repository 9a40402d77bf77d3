package io.imbi.assistant;

import static io.imbi.assistant.ChatCaller.messages;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.graph.TestAge;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The chat API where the graph is the store. */
class ChatInGraphTest {

  @Test
  void threadsAreKeptInTheGraph() {
    try (TestAge age = TestAge.start()) {
      Map<String, Object> settings = new HashMap<>(age.settings());
      settings.put("micronaut.server.port", -1);
      settings.put("jims.app", "faq");
      settings.put("imbi.assistant.sandbox", "off");
      try (EmbeddedServer server = ApplicationContext.run(EmbeddedServer.class, settings);
          var caller = new ChatCaller(server.getPort())) {
        JsonNode first = caller.chat("c", "Who are you?");
        JsonNode second = caller.chat("c", "And why?");

        assertThat(second.path("thread_id")).isEqualTo(first.path("thread_id"));
        assertThat(second.path("events").path(0).path("event_data").path("value").asInt())
            .isEqualTo(2);
        assertThat(messages(caller.chat("d", "A refund"))).containsExactly("Within 30 days.");
      }
    }
  }
}
