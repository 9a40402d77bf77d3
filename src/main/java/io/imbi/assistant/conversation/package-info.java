/**
 * Conversations and their messages, and the port through which they are stored.
 *
 * <p>May use {@code identity} and {@code json}. Each store is a sub-package; nobody imports one
 * except to select it.
 */
@NullMarked
package io.imbi.assistant.conversation;

import org.jspecify.annotations.NullMarked;
