/**
 * The port to a language model: a request, the events of its answer, and how it fails.
 *
 * <p>May use {@code tool} (definitions only) and {@code json}. Each vendor is a sub-package.
 */
@NullMarked
package io.imbi.assistant.model;

import org.jspecify.annotations.NullMarked;
