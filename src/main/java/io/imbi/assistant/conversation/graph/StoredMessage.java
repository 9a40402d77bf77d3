package io.imbi.assistant.conversation.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.MessageJson;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.RawContent;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.StoredText;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.graph.IsoTime;
import io.imbi.assistant.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A message as it is stored: JSON is text, and null if it is empty. */
record StoredMessage(
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

  static StoredMessage of(NewMessage message, UUID conversation, int sequence, Instant createdAt) {
    return of(
        new Message(
            message.id(),
            conversation,
            message.role(),
            message.content(),
            message.toolUse(),
            message.toolResults(),
            createdAt,
            sequence,
            message.usage(),
            message.raw()));
  }

  static StoredMessage of(Message message) {
    TokenUsage usage = message.usage();
    RawContent raw = message.raw();
    return new StoredMessage(
        message.id(),
        message.conversationId(),
        message.role(),
        StoredText.of(message.content()),
        textOf(MessageJson.toolUse(message.toolUse())),
        textOf(MessageJson.toolResults(message.toolResults())),
        IsoTime.stored(message.createdAt()),
        message.sequence(),
        usage == null ? null : Json.write(MessageJson.usage(usage)),
        raw == null ? null : raw.provider(),
        raw == null ? null : Json.write(raw.blocks()));
  }

  /** The message that will be read. */
  Message message() {
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
