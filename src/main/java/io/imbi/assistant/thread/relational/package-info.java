/**
 * Threads in PostgreSQL tables.
 *
 * <p>May use {@code thread} and {@code database}.
 */
@NullMarked
package io.imbi.assistant.thread.relational;

import org.jspecify.annotations.NullMarked;
