/**
 * Threads in PostgreSQL tables.
 *
 * <p>May use {@code thread}, {@code conversation} (what PostgreSQL can keep of a text) and {@code
 * database}.
 */
@NullMarked
package io.imbi.assistant.thread.relational;

import org.jspecify.annotations.NullMarked;
