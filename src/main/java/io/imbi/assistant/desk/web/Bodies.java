package io.imbi.assistant.desk.web;

import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;

/** What clients may send, for the document of the interface. Nothing is read into these. */
final class Bodies {

  private Bodies() {}

  @Introspected
  @Schema(name = "ChatInput")
  record Message(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              minLength = 1,
              maxLength = ChatController.MAX_CONTENT_CHARACTERS,
              example = "Which projects does my team own?")
          String content) {}

  @Introspected
  @Schema(name = "ProposalAnswer")
  record Answer(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "The id of an option that the proposal offers",
              example = "approve")
          String option) {}
}
