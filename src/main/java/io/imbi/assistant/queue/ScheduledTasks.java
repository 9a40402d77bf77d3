package io.imbi.assistant.queue;

import java.util.List;

/**
 * Tasks that are enqueued together whenever a schedule is due: once among all workers, and once for
 * all the times that were missed while none ran.
 *
 * @param name tells the schedule from all others, such as {@code github.my_repos}
 */
public record ScheduledTasks(String name, Schedule schedule, List<NewTask> tasks) {

  public ScheduledTasks {
    Names.check("A schedule's name", name);
    tasks = List.copyOf(tasks);
  }
}
