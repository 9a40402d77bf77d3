package io.imbi.assistant.queue;

import java.util.List;

/** A bean that says what is done again and again. Asked once, when a worker starts. */
@FunctionalInterface
public interface Schedules {

  List<ScheduledTasks> schedules();
}
