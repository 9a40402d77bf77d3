/**
 * A directory that believes the access token: for where the platform's users are kept in no
 * database that this service can read.
 *
 * <p>May use {@code identity} and {@code database} (which store there is).
 */
@NullMarked
package io.imbi.assistant.identity.claims;

import org.jspecify.annotations.NullMarked;
