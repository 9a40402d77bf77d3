package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.conversation.StoredMessage;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code message}: a {@link StoredMessage}. */
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

  static MessageRow of(StoredMessage message) {
    return new MessageRow(
        message.conversationId(),
        message.sequence(),
        message.id(),
        message.role().wireName(),
        message.content(),
        message.toolUse(),
        message.toolResults(),
        message.createdAt(),
        message.usage(),
        message.rawProvider(),
        message.rawBlocks());
  }
}
