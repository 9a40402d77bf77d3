package io.imbi.assistant.thread;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.turn.RunningTurn;
import io.imbi.assistant.turn.TurnEvent;
import io.imbi.assistant.turn.TurnRequest;
import io.imbi.assistant.turn.Turns;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Schedulers;

/**
 * The assistant's own turn, without a browser: the answer comes in one piece, and the tools that
 * act in a browser are left out, and so are proposals, which nobody could answer. Calls to the Imbi
 * API run with the service's own token ({@code IMBI_CLIENT_API_TOKEN}), for a contact of an
 * external system has none; without it they are left out too, save for those of the sandbox.
 */
@Singleton
@Named("assistant")
final class AssistantPipeline implements Pipeline {

  private final Turns turns;
  private final @Nullable BearerToken configured;
  private final @Nullable ServiceToken own;

  AssistantPipeline(
      Turns turns,
      @Nullable @Value("${imbi.client.api-token:}") String configured,
      @Nullable ServiceToken own) {
    this.turns = turns;
    this.configured =
        configured == null || configured.isBlank() ? null : new BearerToken(configured);
    this.own = own;
  }

  @Override
  public String name() {
    return "assistant";
  }

  @Override
  public void run(ThreadContext context) throws PipelineFailure, InterruptedException {
    var transcript = new RunTranscript(context);
    context.report("thinking");
    BearerToken token = configured == null && own != null ? own.current() : configured;
    Optional<RunningTurn> turn =
        turns.run(
            new TurnRequest(
                caller(token),
                context.thread().id(),
                turns.defaultModel(),
                transcript,
                List.of(),
                leftOut(token),
                null,
                null,
                Schedulers.immediate()));
    if (turn.isEmpty()) {
      throw new PipelineFailure("the assistant is not available");
    }
    follow(turn.get(), context);
    String answer = transcript.answer();
    context.sendMessage(answer);
    ObjectNode processed =
        Json.object().put("query", context.inboundText().orElse("")).put("answer", answer);
    processed.set("technical_info", transcript.technicalInfo(turns.defaultModel()));
    processed.putNull("threshold");
    context.send(EventTypes.QUERY_PROCESSED, processed);
  }

  /** Reports what the turn does until it has ended. */
  private static void follow(RunningTurn turn, ThreadContext context)
      throws PipelineFailure, InterruptedException {
    String failure = null;
    int calls = 0;
    Iterator<TurnEvent> events = turn.events().toIterable().iterator();
    while (hasNext(events, turn)) {
      switch (events.next()) {
        case TurnEvent.ToolExecuting(String _, String name) -> {
          calls++;
          context.report("tool:" + name);
        }
        case TurnEvent.ToolResult _ -> {
          // Calls of a round run side by side: only after the last one it is the model's turn.
          if (--calls == 0) {
            context.report("thinking");
          }
        }
        case TurnEvent.Failed(String message) -> failure = message;
        case TurnEvent.Text _,
            TurnEvent.ToolUseStart _,
            TurnEvent.ToolInput _,
            TurnEvent.ContentBlockStop _,
            TurnEvent.ClientAction _,
            TurnEvent.ApprovalRequired _,
            TurnEvent.Done _,
            TurnEvent.TitleUpdated _ -> {}
      }
    }
    if (failure != null) {
      throw new PipelineFailure(failure);
    }
  }

  private static boolean hasNext(Iterator<TurnEvent> events, RunningTurn turn)
      throws InterruptedException {
    try {
      return events.hasNext();
    } catch (RuntimeException e) {
      if (Exceptions.unwrap(e) instanceof InterruptedException interrupted) {
        turn.stop();
        throw interrupted;
      }
      throw e;
    }
  }

  private static Caller caller(@Nullable BearerToken token) {
    return new Caller(
        new Principal.ServiceAccount(
            "chat-api", "an external system", new Permissions(token != null, Set.of())),
        token == null ? new BearerToken("") : token);
  }

  private static Set<ToolOrigin> leftOut(@Nullable BearerToken token) {
    Set<ToolOrigin> origins = EnumSet.of(ToolOrigin.BROWSER, ToolOrigin.PROPOSAL);
    if (token == null) {
      origins.add(ToolOrigin.OPENAPI);
    }
    return origins;
  }
}
