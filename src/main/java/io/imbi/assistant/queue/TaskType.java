package io.imbi.assistant.queue;

/**
 * A kind of work that the queue can do.
 *
 * @param name what tasks refer to: lower-case words joined by dots, such as {@code
 *     github.issues.classify}
 */
public record TaskType(String name, TaskPolicy policy, TaskHandler handler) {

  public TaskType {
    Names.checkType(name);
  }
}
