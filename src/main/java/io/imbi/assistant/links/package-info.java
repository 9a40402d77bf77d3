/**
 * Where the user interface keeps its pages, read from the interface itself.
 *
 * <p>May use {@code turn} (its port for links).
 */
@NullMarked
package io.imbi.assistant.links;

import org.jspecify.annotations.NullMarked;
