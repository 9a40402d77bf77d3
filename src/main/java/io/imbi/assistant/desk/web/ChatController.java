package io.imbi.assistant.desk.web;

import io.imbi.assistant.delegation.Delegate;
import io.imbi.assistant.desk.Conversations;
import io.imbi.assistant.desk.Desk;
import io.imbi.assistant.desk.Proposals;
import io.imbi.assistant.http.RequestJson;
import io.imbi.assistant.http.ToABadBody;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;

/** Chat that is polled. Somebody else's conversations and tasks do not exist. */
@Controller("/api/chat")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "chat", description = "Chat through the task queue, with proposals to decide about")
@SecurityRequirement(name = "bearer")
final class ChatController {

  static final int MAX_CONTENT_CHARACTERS = 32_768;
  private static final int MAX_OPTION_CHARACTERS = 200;

  private final Conversations conversations;
  private final Desk desk;
  private final Proposals proposals;

  ChatController(Conversations conversations, Desk desk, Proposals proposals) {
    this.conversations = conversations;
    this.desk = desk;
    this.proposals = proposals;
  }

  @Get("/conversations")
  @Operation(
      operationId = "listChats",
      summary = "List conversations that have messages, the latest activity first")
  @Errors.NotAuthenticated
  HttpResponse<Shapes.ConversationsJson> list(@Parameter(hidden = true) Delegate caller) {
    return json(
        new Shapes.ConversationsJson(
            conversations.list(caller.owner()).stream().map(Shapes.ConversationJson::of).toList()));
  }

  @Post("/conversations")
  @Operation(operationId = "createChat", summary = "Start a conversation")
  @Errors.NotAuthenticated
  HttpResponse<Shapes.CreatedJson> create(
      @Parameter(hidden = true) Delegate caller, @Parameter(hidden = true) RequestJson body) {
    body.readIfPresent();
    return json(new Shapes.CreatedJson(conversations.create(caller.owner())));
  }

  @Get("/conversations/{id}/history")
  @Operation(operationId = "chatHistory", summary = "Read a conversation's messages")
  @Errors.NotAuthenticated
  @Errors.NotFound
  HttpResponse<Shapes.HistoryJson> history(
      @Parameter(hidden = true) Delegate caller, @PathVariable String id) {
    UUID conversation = Ids.conversation(id);
    return conversations
        .history(caller.owner(), conversation)
        .map(
            messages -> json(new Shapes.HistoryJson(conversation, Shapes.MessageJson.of(messages))))
        .orElseThrow(Problems::conversationNotFound);
  }

  @Delete("/conversations/{id}")
  @Operation(operationId = "deleteChat", summary = "Delete a conversation and all that is in it")
  @ApiResponse(responseCode = "204", description = "It is gone")
  @Errors.NotAuthenticated
  @Errors.NotFound
  HttpResponse<?> delete(@Parameter(hidden = true) Delegate caller, @PathVariable String id) {
    if (!conversations.delete(caller.owner(), Ids.conversation(id))) {
      throw Problems.conversationNotFound();
    }
    return HttpResponse.noContent();
  }

  @Post("/conversations/{id}/messages")
  @Operation(
      operationId = "say",
      summary = "Say something, to be answered in its turn; or give a command, answered at once",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = Bodies.Message.class))))
  @Errors.NotAuthenticated
  @Errors.NotFound
  @ToABadBody
  HttpResponse<Shapes.SaidJson> say(
      @Parameter(hidden = true) Delegate caller,
      @PathVariable String id,
      @Parameter(hidden = true) RequestJson body) {
    UUID conversation = Ids.conversation(id);
    String content = body.read().requiredText("content", MAX_CONTENT_CHARACTERS);
    return switch (desk.say(caller, conversation, content)) {
      case Desk.Said.Question(UUID task) -> json(new Shapes.SaidJson("chat", task, null));
      case Desk.Said.Command(var message) ->
          json(new Shapes.SaidJson("command", null, Shapes.MessageJson.of(message)));
      case Desk.Said.NoSuchConversation() -> throw Problems.conversationNotFound();
    };
  }

  @Get("/conversations/{id}/proposals")
  @Operation(
      operationId = "listProposals",
      summary = "List what was proposed in a conversation, streamed ones included")
  @Errors.NotAuthenticated
  HttpResponse<Shapes.ProposalsJson> proposals(
      @Parameter(hidden = true) Delegate caller, @PathVariable String id) {
    return json(
        new Shapes.ProposalsJson(
            Ids.parse(id)
                .map(
                    conversation -> {
                      conversations.tidy(caller.owner(), conversation);
                      return Shapes.MessageJson.of(proposals.shown(caller.owner(), conversation));
                    })
                .orElse(List.of())));
  }

  @Post("/conversations/{id}/proposals/{proposal}")
  @Operation(
      operationId = "answerProposal",
      summary = "Decide about a proposal, once",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = Bodies.Answer.class))))
  @Errors.NotAuthenticated
  @Errors.NotFound
  @Errors.Impossible
  @ToABadBody
  HttpResponse<Shapes.AnsweredJson> answer(
      @Parameter(hidden = true) Delegate caller,
      @PathVariable String id,
      @PathVariable String proposal,
      @Parameter(hidden = true) RequestJson body) {
    UUID conversation = Ids.conversation(id);
    String option = body.read().requiredText("option", MAX_OPTION_CHARACTERS);
    conversations.tidy(caller.owner(), conversation);
    return switch (desk.answer(caller, conversation, Ids.parse(proposal).orElse(null), option)) {
      case Desk.Answered.Accepted(var message, UUID task) ->
          json(new Shapes.AnsweredJson(Shapes.MessageJson.of(message), task));
      case Desk.Answered.Refused(String detail) -> throw Problems.badRequest(detail);
      case Desk.Answered.NoSuchConversation() -> throw Problems.conversationNotFound();
    };
  }

  @Get("/tasks/{id}")
  @Operation(operationId = "chatTask", summary = "Ask how far a task is, and for what it brought")
  @Errors.NotAuthenticated
  @Errors.NotFound
  HttpResponse<Shapes.ProgressJson> task(
      @Parameter(hidden = true) Delegate caller, @PathVariable String id) {
    return Ids.parse(id)
        .flatMap(task -> desk.progress(caller.owner(), task))
        .map(progress -> json(Shapes.ProgressJson.of(progress)))
        .orElseThrow(() -> Problems.notFound("Task"));
  }

  private static <T> HttpResponse<T> json(T body) {
    return HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE);
  }
}
