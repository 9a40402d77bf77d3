package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.identity.Owner;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code conversation}.
 *
 * @param nextSequence the sequence that the next message takes
 */
@MappedEntity(value = "conversation", schema = "imbi_assistant")
record ConversationRow(
    @Id UUID id,
    String owner,
    @Nullable String title,
    String model,
    boolean archived,
    Instant createdAt,
    Instant updatedAt,
    int nextSequence) {

  Conversation conversation() {
    return new Conversation(id, new Owner(owner), title, createdAt, updatedAt, model, archived);
  }
}
