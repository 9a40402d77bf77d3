/**
 * Claude behind the model port, over Anthropic's Messages API: writes requests whose prefix stays
 * the same from round to round, reads the stream of an answer on the event loop that received it,
 * and repeats what may be repeated.
 *
 * <p>May use {@code model}, {@code tool} (definitions only), {@code json} and {@code deployment}.
 * Only this package knows Anthropic's JSON.
 */
@NullMarked
package io.imbi.assistant.model.claude;

import org.jspecify.annotations.NullMarked;
