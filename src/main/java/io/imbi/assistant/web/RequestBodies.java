package io.imbi.assistant.web;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.imbi.assistant.http.Members;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What clients may send, for the document of the interface. Nothing is read into these: {@link
 * Members} tells an absent member from a null and names what is wrong.
 */
final class RequestBodies {

  private RequestBodies() {}

  /** A conversation to start. */
  @Introspected
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @Schema(name = "NewConversation")
  record NewConversation(
      @Schema(
              nullable = true,
              maxLength = ConversationsController.MAX_MODEL_CHARACTERS,
              description = "The model that is to answer; the service's own choice without it",
              example = "claude-sonnet-4-6")
          @Nullable String model) {}

  /** What is to change of a conversation; what is absent or null stays. */
  @Introspected
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @Schema(name = "ChangedConversation")
  record ChangedConversation(
      @Schema(
              nullable = true,
              maxLength = ConversationsController.MAX_TITLE_CHARACTERS,
              example = "Releases of the billing service")
          @Nullable String title,
      @Schema(nullable = true) @Nullable Boolean isArchived) {}

  /** What a person says. */
  @Introspected
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @Schema(name = "NewMessage")
  record NewMessage(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              minLength = 1,
              maxLength = TurnsController.MAX_CONTENT_CHARACTERS,
              description = "Not blank, without U+0000",
              example = "Which projects does my team own?")
          String content) {}

  /** What a person decided about a call that waits. */
  @Introspected
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @Schema(name = "Decision")
  record Decision(
      @Schema(
              type = "string",
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {TurnsController.APPROVE, TurnsController.DENY})
          String decision,
      @Schema(
              nullable = true,
              maxLength = TurnsController.MAX_REASON_CHARACTERS,
              description = "For the model",
              example = "Archive it in place of deleting it")
          @Nullable String reason) {}
}
