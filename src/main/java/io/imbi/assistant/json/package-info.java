/**
 * JSON text and trees: strict reading with limits, deterministic writing.
 *
 * <p>May use nothing of the rest; every package may use this one.
 */
@NullMarked
package io.imbi.assistant.json;

import org.jspecify.annotations.NullMarked;
