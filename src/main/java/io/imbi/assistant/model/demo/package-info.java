/**
 * A stand-in for a model, for development without one: it matches the words of a question to the
 * tools that are offered, calls them, and shows what they returned. It says of itself in every
 * answer that it is no AI model.
 *
 * <p>May use {@code model}, {@code tool} (definitions and their index) and {@code json}.
 */
@NullMarked
package io.imbi.assistant.model.demo;

import org.jspecify.annotations.NullMarked;
