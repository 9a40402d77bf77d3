/**
 * One turn: a person says something, the model answers, its tool calls are run, the answer is
 * stored. Everything else in the service is a way in to this package or a port behind it.
 *
 * <p>May use {@code conversation}, {@code model}, {@code tool}, {@code identity} and {@code json};
 * knows no HTTP, no SQL and no vendor.
 */
@NullMarked
package io.imbi.assistant.turn;

import org.jspecify.annotations.NullMarked;
