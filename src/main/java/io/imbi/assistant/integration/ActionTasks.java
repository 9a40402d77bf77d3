package io.imbi.assistant.integration;

import io.imbi.assistant.delegation.SealedCallers;
import io.imbi.assistant.queue.Task;
import io.imbi.assistant.queue.TaskOutcome;
import io.imbi.assistant.queue.TaskType;
import io.imbi.assistant.queue.TaskTypes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs actions that a person has agreed to, after checking once more that they may run. */
@Singleton
final class ActionTasks implements TaskTypes {

  private static final Logger LOG = LoggerFactory.getLogger(ActionTasks.class);

  private final Integrations integrations;
  private final SealedCallers callers;

  ActionTasks(Integrations integrations, SealedCallers callers) {
    this.integrations = integrations;
    this.callers = callers;
  }

  @Override
  public List<TaskType> types() {
    Map<String, TaskType> types = new LinkedHashMap<>();
    for (OfferedAction offered : integrations.actions()) {
      types.putIfAbsent(
          offered.taskType(),
          new TaskType(offered.taskType(), offered.action().policy(), this::run));
    }
    return List.copyOf(types.values());
  }

  private TaskOutcome run(Task task) throws InterruptedException {
    ApprovedAction approved;
    try {
      approved = ApprovedAction.of(task.payload());
    } catch (IllegalArgumentException e) {
      return TaskOutcome.failed(String.valueOf(e.getMessage()));
    }
    Optional<OfferedAction> offered = integrations.action(approved.action());
    if (offered.isEmpty() || !offered.get().taskType().equals(task.type())) {
      return TaskOutcome.failed("No integration offers " + approved.action() + " any more");
    }
    List<String> problems = offered.get().problems(approved.parameters());
    if (!problems.isEmpty()) {
      return TaskOutcome.failed("The parameters are not valid: " + String.join("; ", problems));
    }
    return switch (callers.open(task.id())) {
      case SealedCallers.Opened.Refused(String why) -> TaskOutcome.failed(why);
      case SealedCallers.Opened.Unavailable() ->
          TaskOutcome.retry("Your login could not be checked at the moment");
      case SealedCallers.Opened.Granted(var delegate) ->
          run(
              offered.get().action(),
              new ActionRun(
                  task.id(),
                  offered.get().integration().id(),
                  approved.parameters(),
                  approved.option(),
                  delegate));
    };
  }

  private static TaskOutcome run(Action action, ActionRun run) throws InterruptedException {
    try {
      return action.work().run(run);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.error(
          "Action {} of {} failed in task {}", action.name(), run.integration(), run.task(), e);
      return TaskOutcome.retry("Something went wrong in the service; its log tells more");
    }
  }
}
