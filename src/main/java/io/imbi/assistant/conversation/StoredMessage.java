package io.imbi.assistant.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imbi.assistant.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A message as every store keeps it: JSON is text as {@link MessageJson} has it, and null if it is
 * empty; times have microseconds.
 */
public record StoredMessage(
    UUID id,
    UUID conversationId,
    Role role,
    String content,
    @Nullable String toolUse,
    @Nullable String toolResults,
    Instant createdAt,
    int sequence,
    @Nullable String usage,
    @Nullable String rawProvider,
    @Nullable String rawBlocks) {

  public static StoredMessage of(Message message) {
    TokenUsage usage = message.usage();
    RawContent raw = message.raw();
    return new StoredMessage(
        message.id(),
        message.conversationId(),
        message.role(),
        StoredText.of(message.content()),
        textOf(MessageJson.toolUse(message.toolUse())),
        textOf(MessageJson.toolResults(message.toolResults())),
        message.createdAt().truncatedTo(ChronoUnit.MICROS),
        message.sequence(),
        usage == null ? null : Json.write(MessageJson.usage(usage)),
        raw == null ? null : raw.provider(),
        raw == null ? null : Json.write(raw.blocks()));
  }

  /** The message that will be read. */
  public Message message() {
    return new Message(
        id,
        conversationId,
        role,
        content,
        listOf(toolUse, MessageJson::readToolUse),
        listOf(toolResults, MessageJson::readToolResults),
        createdAt,
        sequence,
        usage == null ? null : MessageJson.readUsage(Json.parseStored(usage)),
        rawProvider == null || rawBlocks == null
            ? null
            : new RawContent(rawProvider, (ArrayNode) Json.parseStored(rawBlocks)));
  }

  private static @Nullable String textOf(ArrayNode array) {
    return array.isEmpty() ? null : Json.write(array);
  }

  private static <T> List<T> listOf(@Nullable String json, Function<JsonNode, List<T>> read) {
    return json == null ? List.of() : read.apply(Json.parseStored(json));
  }
}
