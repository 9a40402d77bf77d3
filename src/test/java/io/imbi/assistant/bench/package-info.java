/** Programs that measure the running service; {@code bench/README.md} says how to run each. */
@NullMarked
package io.imbi.assistant.bench;

import org.jspecify.annotations.NullMarked;
