package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has no key for a model can still see what a proposal is. */
class DemoProposalTest {

  private final Service service =
      new Service(Map.of("imbi.assistant.provider", "demo", "imbi.queue.worker", true))
          .withTool("propose_action");
  private final DeskClient ann = DeskClient.of(service);

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void theDemoModelProposesANoteThatIsWrittenOnceItIsApproved() {
    String conversation = service.newConversation();

    List<Client.Event> events = service.ask(conversation, "Write a note: buy milk");

    assertThat(events).extracting(Client.Event::name).contains("done").doesNotContain("error");
    assertThat(service.stored(conversation).getLast()).contains("Proposed, but not done yet");
    JsonNode cards =
        DeskClient.json(200, ann.send("GET", "/conversations/" + conversation + "/proposals", ""))
            .path("proposals");
    assertThat(cards).hasSize(1);
    JsonNode card = cards.path(0).path("metadata");
    assertThat(card.path("action").asText()).isEqualTo("clock.local.write_note");
    assertThat(card.path("parameters").toString()).isEqualTo("{\"text\":\"buy milk\"}");
    assertThat(card.path("status").asText()).isEqualTo("pending");

    JsonNode accepted =
        DeskClient.json(
            200, ann.decide(conversation, card.path("proposal_id").asText(), "approve"));
    ann.await(accepted.path("task_id").asText());

    assertThat(service.texts("SELECT text FROM imbi_assistant.note")).containsExactly("buy milk");
    service.ask(conversation, "Write a note: and bread");
    assertThat(
            DeskClient.json(
                    200, ann.send("GET", "/conversations/" + conversation + "/proposals", ""))
                .path("proposals"))
        .hasSize(2);
  }
}
