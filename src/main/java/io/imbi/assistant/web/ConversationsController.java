package io.imbi.assistant.web;

import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.http.Members;
import io.imbi.assistant.http.RequestJson;
import io.imbi.assistant.identity.UserCaller;
import io.imbi.assistant.turn.Turns;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Controller(RoutePrefix.IN_ROUTE + "/conversations")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ConversationsController implements ConversationsApi {

  static final int MAX_MODEL_CHARACTERS = 200;
  static final int MAX_TITLE_CHARACTERS = 500;

  private final ConversationStore conversations;
  private final Turns turns;

  ConversationsController(ConversationStore conversations, Turns turns) {
    this.conversations = conversations;
    this.turns = turns;
  }

  @Override
  public HttpResponse<ConversationJson> create(UserCaller caller, RequestJson body) {
    if (!turns.available()) {
      throw Problems.assistantUnavailable();
    }
    String model =
        body.readIfPresent()
            .flatMap(members -> members.filledText("model", MAX_MODEL_CHARACTERS))
            .orElseGet(turns::defaultModel);
    return json(
        HttpStatus.CREATED, ConversationJson.of(conversations.create(caller.owner(), model)));
  }

  @Override
  public HttpResponse<List<ConversationJson>> list(
      UserCaller caller,
      @Nullable String limit,
      @Nullable String offset,
      @Nullable String includeArchived) {
    var page = Page.of(limit, offset, includeArchived);
    return json(
        HttpStatus.OK,
        conversations
            .list(caller.owner(), page.limit(), page.offset(), page.includeArchived())
            .stream()
            .map(ConversationJson::of)
            .toList());
  }

  @Override
  public HttpResponse<HistoryJson> get(UserCaller caller, String id) {
    return conversations
        .load(caller.owner(), ConversationId.parse(id))
        .map(history -> json(HttpStatus.OK, HistoryJson.of(history)))
        .orElseThrow(Problems::conversationNotFound);
  }

  @Override
  public HttpResponse<ConversationJson> update(UserCaller caller, String id, RequestJson body) {
    Members members = body.read();
    return conversations
        .update(
            caller.owner(),
            ConversationId.parse(id),
            members.text("title", MAX_TITLE_CHARACTERS).orElse(null),
            members.flag("is_archived").orElse(null))
        .map(conversation -> json(HttpStatus.OK, ConversationJson.of(conversation)))
        .orElseThrow(Problems::conversationNotFound);
  }

  @Override
  public HttpResponse<?> delete(UserCaller caller, String id) {
    if (!conversations.delete(caller.owner(), ConversationId.parse(id))) {
      throw Problems.conversationNotFound();
    }
    return HttpResponse.noContent();
  }

  private static <T> HttpResponse<T> json(HttpStatus status, T body) {
    return HttpResponse.<T>status(status).body(body).contentType(MediaType.APPLICATION_JSON_TYPE);
  }
}
