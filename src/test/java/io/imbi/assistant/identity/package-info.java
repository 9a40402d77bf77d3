/** Tests of {@code identity}. */
@NullMarked
package io.imbi.assistant.identity;

import org.jspecify.annotations.NullMarked;
