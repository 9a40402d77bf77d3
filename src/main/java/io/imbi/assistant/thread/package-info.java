/**
 * Threads: what external systems say for their contacts, the pipelines that answer, and every event
 * of each run. The default pipeline is the assistant's own turn.
 *
 * <p>May use {@code turn}, {@code conversation} (message types), {@code model}, {@code tool} and
 * {@code identity}. Where threads are kept and how they are reached over HTTP are sub-packages.
 */
@NullMarked
package io.imbi.assistant.thread;

import org.jspecify.annotations.NullMarked;
