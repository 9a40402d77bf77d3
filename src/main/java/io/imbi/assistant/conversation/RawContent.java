package io.imbi.assistant.conversation;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * An assistant message's content blocks exactly as the model sent them (thinking with its
 * signature, server tool use), which must go back to the same provider unaltered.
 *
 * @param provider which model adapter wrote the blocks; another one must not read them
 */
public record RawContent(String provider, ArrayNode blocks) {}
