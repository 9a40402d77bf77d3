package io.imbi.assistant.queue;

import java.util.List;

/**
 * A bean that says what kinds of work there are. Asked once, when the queue is first used; two
 * types of one name are an error.
 */
@FunctionalInterface
public interface TaskTypes {

  List<TaskType> types();
}
