package io.imbi.assistant.desk;

import io.imbi.assistant.delegation.Delegate;
import io.imbi.assistant.delegation.SealedCallers;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.queue.NewTask;
import io.imbi.assistant.queue.Priority;
import io.imbi.assistant.queue.Task;
import io.imbi.assistant.queue.TaskOutcome;
import io.imbi.assistant.queue.TaskPolicy;
import io.imbi.assistant.queue.TaskType;
import io.imbi.assistant.queue.TaskTypes;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCatalogues;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.turn.RunningTurn;
import io.imbi.assistant.turn.TurnEvent;
import io.imbi.assistant.turn.TurnRequest;
import io.imbi.assistant.turn.Turns;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

/** Answers questions: the assistant's own turn, run by whichever worker takes the task. */
@Singleton
final class ChatTasks implements TaskTypes {

  static final String TYPE = "chat";

  private static final Logger LOG = LoggerFactory.getLogger(ChatTasks.class);

  /** Far beyond what a turn takes: it ends by its own limits, and this is for one that does not. */
  private static final Duration TIMEOUT = Duration.ofHours(1);

  private static final String UNAVAILABLE = "The assistant is not available";
  private static final String FAULT = "Something went wrong in the service; its log tells more";

  private final Turns turns;
  private final ToolCatalogues tools;
  private final Rounds rounds;
  private final SealedCallers callers;

  ChatTasks(Turns turns, ToolCatalogues tools, Rounds rounds, SealedCallers callers) {
    this.turns = turns;
    this.tools = tools;
    this.rounds = rounds;
    this.callers = callers;
  }

  /** The task that answers the next question of a conversation. */
  static NewTask task(UUID conversation, Owner owner) {
    return NewTask.of(TYPE, Json.object().put("conversation_id", conversation.toString()))
        .withPriority(Priority.CHAT)
        .inSeries("chat " + conversation)
        .ownedBy(owner.value())
        .onResult(ChatReply.ROUTER, conversation.toString());
  }

  @Override
  public List<TaskType> types() {
    return List.of(
        new TaskType(
            TYPE,
            TaskPolicy.STANDARD.allowingDuplicates().callingModel().withTimeout(TIMEOUT),
            this::answer));
  }

  private TaskOutcome answer(Task task) throws InterruptedException {
    UUID conversation = UUID.fromString(task.payload().path("conversation_id").asText());
    try {
      return answer(task, conversation);
    } catch (RuntimeException e) {
      if (isInterruption(e)) {
        throw new InterruptedException();
      }
      LOG.error("The turn of task {} failed", task.id(), e);
      return TaskOutcome.retry(FAULT);
    }
  }

  /** The turn's events, and the database, wrap the interruption of whoever waits for them. */
  private static boolean isInterruption(Throwable thrown) {
    return Thread.interrupted()
        || Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
            .anyMatch(InterruptedException.class::isInstance);
  }

  private TaskOutcome answer(Task task, UUID conversation) {
    Optional<Rounds.Begun> begun = rounds.begin(conversation, task.id(), task.attempt());
    if (begun.isEmpty() || begun.get().isAnswered()) {
      return TaskOutcome.done();
    }
    if (!begun.get().calling().isEmpty()) {
      return TaskOutcome.failed(
          "The service was stopped while it ran %s; whether that took effect is not known. Please look before you ask for it again"
              .formatted(String.join(", ", begun.get().calling())));
    }
    if (turns.defaultModel().isEmpty()) {
      return TaskOutcome.failed(UNAVAILABLE);
    }
    return switch (callers.open(task.id())) {
      case SealedCallers.Opened.Refused(String why) -> TaskOutcome.failed(why);
      case SealedCallers.Opened.Unavailable() ->
          TaskOutcome.retry("Your login could not be checked at the moment");
      case SealedCallers.Opened.Granted(Delegate delegate) ->
          run(
              task,
              conversation,
              delegate,
              new DeskTranscript(
                  rounds, conversation, task.id(), task.attempt(), begun.get().history()));
    };
  }

  private TaskOutcome run(
      Task task, UUID conversation, Delegate delegate, DeskTranscript transcript) {
    Optional<RunningTurn> turn =
        turns.run(
            new TurnRequest(
                delegate.caller(),
                conversation,
                turns.defaultModel(),
                transcript,
                List.of(),
                leftOut(delegate),
                null,
                null,
                Schedulers.immediate()));
    if (turn.isEmpty()) {
      // This process is about to stop; another will be there for the next attempt.
      return TaskOutcome.retry(UNAVAILABLE);
    }
    String failure;
    boolean ended = false;
    try {
      failure = follow(turn.get(), task, conversation);
      ended = true;
    } finally {
      if (!ended) {
        transcript.close();
        turn.get().stop();
      }
    }
    if (failure == null) {
      return TaskOutcome.done();
    }
    if (!turns.available()) {
      transcript.close();
      return TaskOutcome.retry(failure);
    }
    return TaskOutcome.failed(failure);
  }

  /**
   * Listens to the turn until its end; it does not change anything unless somebody does.
   *
   * @return why it failed, if it did
   */
  private @Nullable String follow(RunningTurn turn, Task task, UUID conversation) {
    String failure = null;
    Map<String, String> calling = new LinkedHashMap<>();
    for (TurnEvent event : turn.events().toIterable()) {
      switch (event) {
        case TurnEvent.ToolExecuting(String id, String name) -> {
          if (changesSomething(name)) {
            calling.put(id, name);
            rounds.calling(conversation, task.id(), task.attempt(), calling);
          }
        }
        case TurnEvent.ToolUseStart _ -> calling.clear();
        case TurnEvent.Failed(String message) -> failure = message;
        case TurnEvent.ToolResult _,
            TurnEvent.Text _,
            TurnEvent.ToolInput _,
            TurnEvent.ContentBlockStop _,
            TurnEvent.ClientAction _,
            TurnEvent.ApprovalRequired _,
            TurnEvent.Done _,
            TurnEvent.TitleUpdated _ -> {}
      }
    }
    return failure;
  }

  private boolean changesSomething(String tool) {
    return tools
        .current()
        .find(tool)
        .map(Tool::effect)
        .filter(effect -> effect.changesSomething())
        .isPresent();
  }

  private static Set<ToolOrigin> leftOut(Delegate delegate) {
    Set<ToolOrigin> origins = EnumSet.of(ToolOrigin.BROWSER);
    if (!delegate.reachesImbi()) {
      origins.add(ToolOrigin.OPENAPI);
    }
    return origins;
  }
}
