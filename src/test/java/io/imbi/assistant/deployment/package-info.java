/** Tests of {@code deployment}. */
@NullMarked
package io.imbi.assistant.deployment;

import org.jspecify.annotations.NullMarked;
