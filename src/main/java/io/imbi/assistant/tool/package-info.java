/**
 * What the model may call: tools, the sources they come from, the immutable catalogue of all of
 * them, and the dispatcher that runs one call.
 *
 * <p>May use {@code identity} and {@code json}. Each source is a sub-package.
 */
@NullMarked
package io.imbi.assistant.tool;

import org.jspecify.annotations.NullMarked;
