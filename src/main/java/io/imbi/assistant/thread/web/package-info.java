/**
 * The synchronous chat API: an external system says something for one of its contacts and gets the
 * answer with every event of the run.
 *
 * <p>May use {@code thread}, {@code http} and {@code identity}.
 */
@NullMarked
package io.imbi.assistant.thread.web;

import org.jspecify.annotations.NullMarked;
