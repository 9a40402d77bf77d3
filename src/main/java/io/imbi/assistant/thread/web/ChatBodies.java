package io.imbi.assistant.thread.web;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.imbi.assistant.http.ErrorJson;
import io.imbi.assistant.thread.EventTypes;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.MediaType;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is sent and answered, for the document of the interface; nothing is read into these. */
final class ChatBodies {

  private ChatBodies() {}

  /** A message for a contact. */
  @Introspected
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @Schema(name = "ChatRequest")
  record Request(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              minLength = 1,
              maxLength = InboundReader.MAX_CONTACT_CHARACTERS,
              description = "The external system's own id of its contact, which is believed",
              example = "customer-1815")
          String contactId,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              minLength = 1,
              description = "Not blank, without U+0000",
              example = "How many projects does the payments team own?")
          String message,
      @Schema(
              nullable = true,
              format = "uuid",
              description = "Without it the contact's latest thread, or a new one")
          @Nullable String threadId,
      @Schema(
              type = "object",
              description = "What a new thread is created with",
              defaultValue = "{\"interface\":\"api\"}")
          Map<String, Object> threadConfig,
      @Schema(
              maxLength = InboundReader.MAX_EVENT_TYPE_CHARACTERS,
              description = "As what the message is stored",
              defaultValue = EventTypes.USER_MESSAGE)
          String eventType,
      @Schema(
              description = "Whether a new thread begins with its conversation start",
              defaultValue = "false")
          boolean runConversationStartOnNewThread) {}

  /** The answer to it. */
  @Introspected
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @Schema(name = "ChatResponse")
  record Response(
      UUID threadId,
      boolean createdNewThread,
      @Schema(description = "The `content` of the `comm.assistant_message` events")
          List<String> assistantMessages,
      @Schema(description = "Everything that the run emitted, in order") List<Event> events) {}

  /** Something that a run emitted. */
  @Introspected
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @Schema(name = "ChatEvent")
  record Event(
      @Schema(example = EventTypes.ASSISTANT_MESSAGE) String eventType,
      @Schema(type = "object") Map<String, Object> eventData) {}

  /** What is known before a run. */
  @Inherited
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "401",
      description = "Neither the static key nor a token that Authentik passes",
      headers = @Header(name = "WWW-Authenticate", schema = @Schema(type = "string")),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class),
              examples = @ExampleObject("{\"detail\":\"Unauthorized\"}")))
  @ApiResponse(
      responseCode = "404",
      description = "There is no such thread",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class),
              examples = @ExampleObject("{\"detail\":\"Thread not found\"}")))
  @interface Errors {}
}
