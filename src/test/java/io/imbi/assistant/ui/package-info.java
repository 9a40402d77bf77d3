/** Tests of {@code ui}. */
@NullMarked
package io.imbi.assistant.ui;

import org.jspecify.annotations.NullMarked;
