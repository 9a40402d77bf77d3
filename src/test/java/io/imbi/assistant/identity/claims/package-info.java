/** Tests of {@code identity.claims}. */
@NullMarked
package io.imbi.assistant.identity.claims;

import org.jspecify.annotations.NullMarked;
