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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * The assistant's own turn, without a browser: the answer comes in one piece, and the tools that
 * act in a browser are left out. Calls to the Imbi API run with the service's own token ({@code
 * IMBI_CLIENT_API_TOKEN}), for a contact of an external system has none; without it they are left
 * out too.
 */
@Singleton
@Named("assistant")
final class AssistantPipeline implements Pipeline {

  private final Turns turns;
  private final @Nullable String token;

  AssistantPipeline(Turns turns, @Nullable @Value("${imbi.client.api-token:}") String token) {
    this.turns = turns;
    this.token = token == null || token.isBlank() ? null : token;
  }

  @Override
  public String name() {
    return "assistant";
  }

  @Override
  public void run(ThreadContext context) throws PipelineFailure {
    var transcript = new RunTranscript(context.history());
    context.report("thinking");
    Optional<RunningTurn> turn =
        turns.run(
            new TurnRequest(
                caller(),
                context.thread().id(),
                turns.defaultModel(),
                transcript,
                List.of(),
                leftOut(),
                null,
                null,
                Schedulers.immediate()));
    if (turn.isEmpty()) {
      throw new PipelineFailure("the assistant is not available");
    }
    String failure = null;
    for (TurnEvent event : turn.get().events().toIterable()) {
      switch (event) {
        case TurnEvent.ToolExecuting(String _, String name) -> context.report("tool:" + name);
        case TurnEvent.ToolResult _ -> context.report("thinking");
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
    String answer = transcript.answer();
    context.sendMessage(answer);
    ObjectNode processed =
        Json.object().put("query", context.lastUserMessage().orElse("")).put("answer", answer);
    processed.set("technical_info", transcript.technicalInfo(turns.defaultModel()));
    processed.putNull("threshold");
    context.send(EventTypes.QUERY_PROCESSED, processed);
  }

  private Caller caller() {
    return new Caller(
        new Principal.ServiceAccount(
            "chat-api", "an external system", new Permissions(token != null, Set.of())),
        new BearerToken(token == null ? "" : token));
  }

  private Set<ToolOrigin> leftOut() {
    Set<ToolOrigin> origins = EnumSet.of(ToolOrigin.BROWSER);
    if (token == null) {
      origins.add(ToolOrigin.OPENAPI);
    }
    return origins;
  }
}
