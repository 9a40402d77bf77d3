/** Tests of {@code integration}. */
@NullMarked
package io.imbi.assistant.integration;

import org.jspecify.annotations.NullMarked;
