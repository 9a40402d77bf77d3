package io.imbi.assistant.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.RawContent;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.turn.Asides.Aside;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps with a person's message what the model is told beside it. */
final class ToldAsides {

  /** In the place of a provider: these blocks are for each of them. */
  private static final String KIND = "asides";

  private ToldAsides() {}

  /** The message with what is told beside it; people see what they said. */
  static NewMessage with(NewMessage message, List<Aside> asides) {
    if (asides.isEmpty()) {
      return message;
    }
    ArrayNode blocks = Json.array();
    asides.forEach(
        aside -> blocks.addObject().put("position", aside.position()).put("text", aside.text()));
    return new NewMessage(
        message.id(),
        message.role(),
        message.content(),
        message.toolUse(),
        message.toolResults(),
        message.usage(),
        new RawContent(KIND, blocks));
  }

  /** What was told beside a message. */
  static List<Aside> of(@Nullable RawContent raw) {
    if (raw == null || !raw.provider().equals(KIND)) {
      return List.of();
    }
    List<Aside> asides = new ArrayList<>();
    for (JsonNode block : raw.blocks()) {
      asides.add(new Aside(block.path("position").asLong(), block.path("text").asText()));
    }
    return asides;
  }

  /** The position of the last one that was told; 0 if there is none. */
  static long lastPosition(List<Message> history) {
    return history.stream()
        .filter(message -> message.role() == Role.USER)
        .flatMap(message -> of(message.raw()).stream())
        .mapToLong(Aside::position)
        .max()
        .orElse(0);
  }
}
