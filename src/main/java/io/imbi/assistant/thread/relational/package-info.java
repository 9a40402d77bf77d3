/**
 * Threads in PostgreSQL tables.
 *
 * <p>May use {@code thread} and {@code conversation} (what PostgreSQL can keep of a text).
 */
@NullMarked
package io.imbi.assistant.thread.relational;

import org.jspecify.annotations.NullMarked;
