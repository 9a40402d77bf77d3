/**
 * A client of the Imbi API that any Java program can use, and the HTTP transport below it.
 *
 * <p>{@link io.imbi.assistant.imbi.ImbiClient} is the way in: built by hand or injected. May use
 * nothing of the rest.
 */
@NullMarked
package io.imbi.assistant.imbi;

import org.jspecify.annotations.NullMarked;
