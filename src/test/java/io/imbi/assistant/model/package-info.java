/** Tests of {@code model}. */
@NullMarked
package io.imbi.assistant.model;

import org.jspecify.annotations.NullMarked;
