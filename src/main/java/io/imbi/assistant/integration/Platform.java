package io.imbi.assistant.integration;

import io.imbi.assistant.queue.NewTask;
import java.util.List;

/**
 * A part of an integration that is switched on.
 *
 * @param name such as {@code inbox}
 * @param entryTasks what a run enqueues, by hand or when the schedule is due
 */
public record Platform(String name, List<NewTask> entryTasks) {

  public Platform {
    Identifiers.check("A platform's name", name);
    entryTasks = List.copyOf(entryTasks);
  }
}
