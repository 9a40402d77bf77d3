/**
 * The tools that the caller's browser runs.
 *
 * <p>May use {@code tool} and {@code json}.
 */
@NullMarked
package io.imbi.assistant.tool.browser;

import org.jspecify.annotations.NullMarked;
