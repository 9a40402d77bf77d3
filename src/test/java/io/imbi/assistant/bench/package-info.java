/** Programs that measure the running service; each is started by hand, as the README says. */
@NullMarked
package io.imbi.assistant.bench;

import org.jspecify.annotations.NullMarked;
