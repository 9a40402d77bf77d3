package io.imbi.assistant.web;

import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.http.EventStream;
import io.imbi.assistant.http.Members;
import io.imbi.assistant.http.RequestJson;
import io.imbi.assistant.http.ServingThread;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.identity.UserCaller;
import io.imbi.assistant.turn.Decision;
import io.imbi.assistant.turn.RunningTurn;
import io.imbi.assistant.turn.TurnStart;
import io.imbi.assistant.turn.Turns;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Mono;

@Controller(RoutePrefix.IN_ROUTE + "/conversations/{id}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class TurnsController implements TurnsApi {

  /** The most that a person may say at once. */
  static final int MAX_CONTENT_CHARACTERS = 32_768;

  static final int MAX_REASON_CHARACTERS = 2_000;

  static final String APPROVE = "approve";
  static final String DENY = "deny";

  private final Turns turns;
  private final ConversationStore conversations;
  private final TurnLeases leases;
  private final EventStreams streams;

  TurnsController(
      Turns turns, ConversationStore conversations, TurnLeases leases, EventStreams streams) {
    this.turns = turns;
    this.conversations = conversations;
    this.leases = leases;
    this.streams = streams;
  }

  @Override
  public HttpResponse<EventStream> send(
      UserCaller caller, String id, RequestJson body, ServingThread serving) {
    if (!turns.available()) {
      throw Problems.assistantUnavailable();
    }
    String content = body.read().requiredText("content", MAX_CONTENT_CHARACTERS);
    return stream(
        turns.start(caller.caller(), ConversationId.parse(id), content, serving.scheduler()));
  }

  @Override
  public HttpResponse<List<ApprovalJson>> approvals(UserCaller caller, String id) {
    UUID conversation = existing(caller.owner(), id);
    List<ApprovalJson> waiting =
        turns
            .approvals(caller.owner(), conversation)
            .flatMapIterable(calls -> calls)
            .map(ApprovalJson::of)
            .collectList()
            .blockOptional()
            .orElse(List.of());
    return HttpResponse.ok(waiting).contentType(MediaType.APPLICATION_JSON_TYPE);
  }

  @Override
  public HttpResponse<EventStream> decide(
      UserCaller caller, String id, String toolUseId, RequestJson body, ServingThread serving) {
    if (!turns.available()) {
      throw Problems.assistantUnavailable();
    }
    Members members = body.read();
    var decision =
        new Decision(
            members.requiredWord("decision", List.of(APPROVE, DENY)).equals(APPROVE),
            members.text("reason", MAX_REASON_CHARACTERS).orElse(null));
    return stream(
        turns.decide(
            caller.caller(), ConversationId.parse(id), toolUseId, decision, serving.scheduler()));
  }

  private HttpResponse<EventStream> stream(Mono<TurnStart> starting) {
    return switch (starting.blockOptional().orElseThrow()) {
      case TurnStart.Started(RunningTurn turn) -> stream(turn);
      case TurnStart.NoSuchConversation() -> throw Problems.conversationNotFound();
      case TurnStart.NoSuchApproval() -> throw Problems.noSuchApproval();
      case TurnStart.AlreadyRunning() -> throw Problems.turnRunning();
      case TurnStart.TurnLimitReached() -> throw Problems.turnLimitReached();
      case TurnStart.Unavailable() -> throw Problems.assistantUnavailable();
    };
  }

  @Override
  public HttpResponse<EventStream> follow(UserCaller caller, String id) {
    UUID conversation = existing(caller.owner(), id);
    Optional<RunningTurn> turn = turns.running(caller.owner(), conversation);
    if (turn.isPresent()) {
      return stream(turn.get());
    }
    if (leases.isHeld(caller.owner(), conversation)) {
      throw Problems.turnElsewhere();
    }
    return HttpResponse.noContent();
  }

  @Override
  public HttpResponse<?> stop(UserCaller caller, String id) {
    UUID conversation = existing(caller.owner(), id);
    if (!Objects.equals(turns.requestStop(caller.owner(), conversation).block(), true)) {
      throw Problems.noTurnRunning();
    }
    return HttpResponse.accepted();
  }

  private UUID existing(Owner owner, String id) {
    UUID conversation = ConversationId.parse(id);
    if (conversations.find(owner, conversation).isEmpty()) {
      throw Problems.conversationNotFound();
    }
    return conversation;
  }

  private HttpResponse<EventStream> stream(RunningTurn turn) {
    return HttpResponse.ok(streams.of(turn.events()))
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
        .header("X-Accel-Buffering", "no");
  }
}
