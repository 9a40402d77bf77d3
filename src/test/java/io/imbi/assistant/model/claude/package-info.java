/** Claude's adapter, held against a server that speaks Anthropic's protocol. */
@NullMarked
package io.imbi.assistant.model.claude;

import org.jspecify.annotations.NullMarked;
