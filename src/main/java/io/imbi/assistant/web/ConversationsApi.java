package io.imbi.assistant.web;

import io.imbi.assistant.http.ErrorJson;
import io.imbi.assistant.http.RequestJson;
import io.imbi.assistant.http.ToABadBody;
import io.imbi.assistant.identity.UserCaller;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person's conversations. Somebody else's do not exist. */
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@Tag(name = "conversations", description = "A person's conversations with the assistant")
@SecurityRequirement(name = ApiDocument.BEARER)
interface ConversationsApi {

  @Post
  @Status(HttpStatus.CREATED)
  @Operation(
      operationId = "createConversation",
      summary = "Start a conversation",
      requestBody =
          @RequestBody(
              description = "May be left out",
              required = false,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = RequestBodies.NewConversation.class))))
  @ApiResponse(
      responseCode = "201",
      description = "The new conversation",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ConversationJson.class)))
  @Answers.OnlyToAPerson
  @ToABadBody
  @Answers.WithoutAnAssistant
  HttpResponse<ConversationJson> create(
      @Parameter(hidden = true) UserCaller caller, @Parameter(hidden = true) RequestJson body);

  @Get
  @Operation(
      operationId = "listConversations",
      summary = "List conversations, the most recently updated first")
  @ApiResponse(
      responseCode = "200",
      description = "One page",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              array = @ArraySchema(schema = @Schema(implementation = ConversationJson.class))))
  @ApiResponse(
      responseCode = "422",
      description = "A parameter is not of its type",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class)))
  @Answers.OnlyToAPerson
  HttpResponse<List<ConversationJson>> list(
      @Parameter(hidden = true) UserCaller caller,
      @QueryValue
          @Nullable
          @Parameter(
              description = "How many; a number beyond 1..100 is brought into that range",
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "100", defaultValue = "20"))
          String limit,
      @QueryValue
          @Nullable
          @Parameter(
              description = "How many to pass over",
              schema = @Schema(type = "integer", minimum = "0", defaultValue = "0"))
          String offset,
      @QueryValue("include_archived")
          @Nullable
          @Parameter(schema = @Schema(type = "boolean", defaultValue = "false"))
          String includeArchived);

  @Get("/{id}")
  @Operation(operationId = "getConversation", summary = "Read a conversation with its messages")
  @ApiResponse(
      responseCode = "200",
      description = "The conversation, its messages by sequence",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = HistoryJson.class)))
  @Answers.OnlyToAPerson
  @Answers.NotFound
  HttpResponse<HistoryJson> get(
      @Parameter(hidden = true) UserCaller caller,
      @PathVariable @Parameter(schema = @Schema(type = "string", format = "uuid")) String id);

  @Patch("/{id}")
  @Operation(
      operationId = "updateConversation",
      summary = "Rename, archive or bring back a conversation",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = RequestBodies.ChangedConversation.class))))
  @ApiResponse(
      responseCode = "200",
      description = "The conversation as it is now",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ConversationJson.class)))
  @Answers.OnlyToAPerson
  @Answers.NotFound
  @ToABadBody
  HttpResponse<ConversationJson> update(
      @Parameter(hidden = true) UserCaller caller,
      @PathVariable @Parameter(schema = @Schema(type = "string", format = "uuid")) String id,
      @Parameter(hidden = true) RequestJson body);

  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteConversation", summary = "Delete a conversation and its messages")
  @ApiResponse(responseCode = "204", description = "It is gone")
  @Answers.OnlyToAPerson
  @Answers.NotFound
  HttpResponse<?> delete(
      @Parameter(hidden = true) UserCaller caller,
      @PathVariable @Parameter(schema = @Schema(type = "string", format = "uuid")) String id);
}
