/**
 * Who is calling: principals, permissions, bearer tokens, and the ports that check them.
 *
 * <p>May use {@code json}. Where users are looked up stands behind {@link
 * io.imbi.assistant.identity.Directory}.
 */
@NullMarked
package io.imbi.assistant.identity;

import org.jspecify.annotations.NullMarked;
