/**
 * Where this process runs: in development, where everything missing is made up with a warning, or
 * anywhere else, where a missing setting stops the start.
 *
 * <p>May use nothing of the rest; every package may use this one.
 */
@NullMarked
package io.imbi.assistant.deployment;

import org.jspecify.annotations.NullMarked;
