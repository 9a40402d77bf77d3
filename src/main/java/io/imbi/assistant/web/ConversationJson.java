package io.imbi.assistant.web;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.http.Timestamps;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A conversation without its messages. */
@Introspected
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "Conversation")
record ConversationJson(
    UUID id,
    @Schema(example = "ann@example.com") String userEmail,
    @Schema(nullable = true, example = "Releases of the billing service") @Nullable String title,
    @Schema(format = "date-time") String createdAt,
    @Schema(format = "date-time") String updatedAt,
    @Schema(example = "claude-sonnet-4-6") String model,
    boolean isArchived) {

  static ConversationJson of(Conversation conversation) {
    return new ConversationJson(
        conversation.id(),
        conversation.owner().value(),
        conversation.title(),
        Timestamps.iso(conversation.createdAt()),
        Timestamps.iso(conversation.updatedAt()),
        conversation.model(),
        conversation.archived());
  }
}
