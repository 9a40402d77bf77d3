package io.imbi.assistant.conversation.relational;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.MessageJson;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.RawContent;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.StoredText;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.json.Json;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A row of {@code message}. JSON is text, as {@link MessageJson} has it; null if it is empty. */
@MappedEntity(value = "message", schema = "imbi_assistant")
record MessageRow(
    @Id UUID conversationId,
    @Id int sequence,
    UUID id,
    String role,
    String content,
    @Nullable String toolUse,
    @Nullable String toolResults,
    Instant createdAt,
    @Nullable String tokenUsage,
    @Nullable String rawProvider,
    @Nullable String rawBlocks) {

  static MessageRow of(UUID conversation, int sequence, Instant createdAt, NewMessage message) {
    TokenUsage usage = message.usage();
    RawContent raw = message.raw();
    return new MessageRow(
        conversation,
        sequence,
        message.id(),
        message.role().wireName(),
        StoredText.of(message.content()),
        textOf(MessageJson.toolUse(message.toolUse())),
        textOf(MessageJson.toolResults(message.toolResults())),
        createdAt,
        usage == null ? null : Json.write(MessageJson.usage(usage)),
        raw == null ? null : raw.provider(),
        raw == null ? null : Json.write(raw.blocks()));
  }

  Message message() {
    return new Message(
        id,
        conversationId,
        Role.fromWireName(role),
        content,
        listOf(toolUse, MessageJson::readToolUse),
        listOf(toolResults, MessageJson::readToolResults),
        createdAt,
        sequence,
        tokenUsage == null ? null : MessageJson.readUsage(Json.parseStored(tokenUsage)),
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
