/** Tests of {@code json}. */
@NullMarked
package io.imbi.assistant.json;

import org.jspecify.annotations.NullMarked;
