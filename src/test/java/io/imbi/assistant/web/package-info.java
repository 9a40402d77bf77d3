/** Tests of {@code web}. */
@NullMarked
package io.imbi.assistant.web;

import org.jspecify.annotations.NullMarked;
