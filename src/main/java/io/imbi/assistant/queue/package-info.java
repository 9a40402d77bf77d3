/**
 * The durable task queue: work is written to PostgreSQL, claimed by any number of workers in order
 * of priority and age, taken over when a worker dies, and kept for a while when it has ended.
 *
 * <p>Others plug in with {@link io.imbi.assistant.queue.TaskTypes} (what can be done), {@link
 * io.imbi.assistant.queue.ResultRouter} (where results go) and {@link
 * io.imbi.assistant.queue.Schedules} (what is done again and again), and enqueue through {@link
 * io.imbi.assistant.queue.TaskQueue}.
 *
 * <p>A task's handler may run more than once: a worker can die after the work and before the record
 * of it. What must happen exactly once goes into the outcome, because the state, the result, the
 * routing and the tasks that follow are written in one transaction.
 *
 * <p>May use {@code database}, {@code json} and {@code deployment}. Knows nothing of chat, models
 * or integrations.
 */
@NullMarked
package io.imbi.assistant.queue;

import org.jspecify.annotations.NullMarked;
