package io.imbi.assistant.web;

import io.imbi.assistant.http.ErrorJson;
import io.imbi.assistant.http.EventStream;
import io.imbi.assistant.http.RequestJson;
import io.imbi.assistant.http.ServingThread;
import io.imbi.assistant.http.ToABadBody;
import io.imbi.assistant.identity.UserCaller;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Status;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** The turns of a conversation: what a person says, and the answer as a stream of events. */
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@Tag(name = "turns", description = "What a person says and the assistant answers")
@SecurityRequirement(name = ApiDocument.BEARER)
interface TurnsApi {

  String EXAMPLE =
      """
      event: text
      data: {"text":"Your team owns "}

      event: content_block_stop
      data: {}

      event: done
      data: {"message_id":"6f1f0a53-1f2b-4a0e-9b6b-0123456789ab","usage":{"input_tokens":12,"output_tokens":34}}

      """;

  String EVENTS =
      """
      Server-sent events, each `event: NAME` and one line `data: JSON`:

      | event | data | when |
      |---|---|---|
      | `text` | `{"text"}` | a piece of the answer |
      | `tool_use_start` | `{"id","name"}` | the model begins to ask for a call |
      | `tool_input` | `{"partial_json"}` | a piece of the call's input |
      | `content_block_stop` | `{}` | a block of the answer ends |
      | `tool_executing` | `{"id","name"}` | a call starts |
      | `tool_result` | `{"id","name"}` | a call has ended |
      | `client_action` | `{"id","action","params"}` | the browser is to do something |
      | `approval_required` | `{"id","name","input","description","risk"}` | a call waits for approval |
      | `done` | `{"message_id","usage":{"input_tokens","output_tokens"}}` | the answer is stored; `message_id` is null while calls wait for approval |
      | `title_updated` | `{"title"}` | after the first `done` of a conversation |
      | `error` | `{"message"}` | the turn failed; nothing follows |

      Comments (`: ping`) keep the connection alive.
      """;

  @Post("/messages")
  @Operation(
      operationId = "sendMessage",
      summary = "Say something, and follow the answer",
      description = EVENTS,
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = RequestBodies.NewMessage.class))))
  @ApiResponse(
      responseCode = "200",
      description = "The answer's events",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM,
              schema = @Schema(type = "string"),
              examples = @ExampleObject(EXAMPLE)))
  @ApiResponse(
      responseCode = "400",
      description = "The conversation holds as many messages as it may",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class)))
  @ApiResponse(
      responseCode = "409",
      description = "A turn is running in this conversation",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class)))
  @Answers.OnlyToAPerson
  @Answers.NotFound
  @ToABadBody
  @Answers.WithoutAnAssistant
  HttpResponse<EventStream> send(
      @Parameter(hidden = true) UserCaller caller,
      @PathVariable @Parameter(schema = @Schema(type = "string", format = "uuid")) String id,
      @Parameter(hidden = true) RequestJson body,
      @Parameter(hidden = true) ServingThread serving);

  @Get("/turn")
  @Operation(
      operationId = "followTurn",
      summary = "Follow the running turn from its beginning",
      description = "For a client that lost its stream, or was loaded again in the middle of it.")
  @ApiResponse(
      responseCode = "200",
      description = "The turn's events, as those of a message",
      content =
          @Content(mediaType = MediaType.TEXT_EVENT_STREAM, schema = @Schema(type = "string")))
  @ApiResponse(responseCode = "204", description = "No turn is running")
  @ApiResponse(
      responseCode = "409",
      description = "The turn is running on another replica",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class)))
  @Answers.OnlyToAPerson
  @Answers.NotFound
  HttpResponse<EventStream> follow(
      @Parameter(hidden = true) UserCaller caller,
      @PathVariable @Parameter(schema = @Schema(type = "string", format = "uuid")) String id);

  @Delete("/turn")
  @Status(HttpStatus.ACCEPTED)
  @Operation(
      operationId = "stopTurn",
      summary = "Stop the running turn",
      description = "What has been streamed is stored, and whoever follows gets a last event.")
  @ApiResponse(responseCode = "202", description = "The turn is told to stop")
  @Answers.OnlyToAPerson
  @Answers.NotFound
  HttpResponse<?> stop(
      @Parameter(hidden = true) UserCaller caller,
      @PathVariable @Parameter(schema = @Schema(type = "string", format = "uuid")) String id);

  @Get("/approvals")
  @Operation(operationId = "listApprovals", summary = "List the calls that wait for approval")
  @ApiResponse(
      responseCode = "200",
      description = "In the order in which the model asked for them",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              array = @ArraySchema(schema = @Schema(implementation = ApprovalJson.class))))
  @Answers.OnlyToAPerson
  @Answers.NotFound
  HttpResponse<List<ApprovalJson>> approvals(
      @Parameter(hidden = true) UserCaller caller,
      @PathVariable @Parameter(schema = @Schema(type = "string", format = "uuid")) String id);

  @Post("/approvals/{tool_use_id}")
  @Operation(
      operationId = "decide",
      summary = "Approve or deny a call, and follow the turn as it goes on",
      description = "While other calls of the same round wait, the stream only tells which.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = RequestBodies.Decision.class))))
  @ApiResponse(
      responseCode = "200",
      description = "The turn's further events, as those of a message",
      content =
          @Content(mediaType = MediaType.TEXT_EVENT_STREAM, schema = @Schema(type = "string")))
  @ApiResponse(
      responseCode = "409",
      description = "A turn is running in this conversation",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class)))
  @Answers.OnlyToAPerson
  @Answers.NotFound
  @ToABadBody
  @Answers.WithoutAnAssistant
  HttpResponse<EventStream> decide(
      @Parameter(hidden = true) UserCaller caller,
      @PathVariable @Parameter(schema = @Schema(type = "string", format = "uuid")) String id,
      @PathVariable("tool_use_id") @Parameter(description = "The call's id") String toolUseId,
      @Parameter(hidden = true) RequestJson body,
      @Parameter(hidden = true) ServingThread serving);
}
