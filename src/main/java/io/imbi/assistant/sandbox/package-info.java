/**
 * A small Imbi API inside this process, for development without an Imbi: a made-up company with
 * real state and real rules, on a loopback port of its own, with an OpenAPI document that tells
 * exactly what it does.
 *
 * <p>May use {@code identity}, whose {@link io.imbi.assistant.identity.Authenticator} checks the
 * callers' tokens. Never started outside development.
 */
@NullMarked
package io.imbi.assistant.sandbox;

import org.jspecify.annotations.NullMarked;
