/**
 * The HTTP interface of the Imbi assistant: conversations, turns as server-sent events, status.
 *
 * <p>Controllers are thin: they read a request, call a port and write what came of it. May use
 * {@code http}, {@code turn}, {@code conversation}, {@code identity}, {@code tool}, {@code model}
 * and {@code json}. What says who is calling serves the other packages' controllers too.
 */
@NullMarked
package io.imbi.assistant.web;

import org.jspecify.annotations.NullMarked;
