package io.imbi.assistant.conversation;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * What the public columns of a message cannot hold. An assistant message's content blocks exactly
 * as the model sent them (thinking with its signature, server tool use), which must go back to the
 * same provider unaltered; or what the model was told beside a person's message.
 *
 * @param provider which model adapter wrote the blocks, or of which kind they are; whoever knows it
 *     as neither must not read them
 */
public record RawContent(String provider, ArrayNode blocks) {}
