/**
 * Conversations, messages and the leases of turns in PostgreSQL tables.
 *
 * <p>May use {@code conversation}, {@code identity}, {@code database} and {@code json}.
 */
@NullMarked
package io.imbi.assistant.conversation.relational;

import org.jspecify.annotations.NullMarked;
