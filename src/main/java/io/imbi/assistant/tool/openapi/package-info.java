/**
 * The tools that are operations of the Imbi API: read off its OpenAPI document, called with the
 * caller's own token.
 *
 * <p>May use {@code tool}, {@code identity}, {@code imbi} and {@code json}. Where the API is can be
 * said by another {@link io.imbi.assistant.tool.openapi.ImbiApiLocation}.
 */
@NullMarked
package io.imbi.assistant.tool.openapi;

import org.jspecify.annotations.NullMarked;
