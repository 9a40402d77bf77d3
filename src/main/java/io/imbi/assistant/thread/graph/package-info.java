/**
 * Threads, their events and the leases of runs in Imbi's graph:
 *
 * <pre>
 * (:JimsThread {id, contact_id, created_at, thread_config})-[:HAS_JIMS_EVENT]->
 *   (:JimsEvent {id, thread_id, position, created_at, event_type, event_data})
 * (:JimsThreadLease {thread_id, holder, expires_at})
 * </pre>
 *
 * <p>Times are ISO 8601 text, and what is JSON is JSON text. Positions of a thread's events grow.
 *
 * <p>May use {@code thread}, {@code graph}, {@code database} and {@code json}.
 */
@NullMarked
package io.imbi.assistant.thread.graph;

import org.jspecify.annotations.NullMarked;
