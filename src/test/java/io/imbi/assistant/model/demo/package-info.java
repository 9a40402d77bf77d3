/** Tests of the demo model, with the sandbox behind its tools. */
@NullMarked
package io.imbi.assistant.model.demo;

import org.jspecify.annotations.NullMarked;
