package io.imbi.assistant.conversation;

/**
 * Tokens that an answer cost.
 *
 * @param inputTokens all tokens read, cached ones included
 * @param outputTokens tokens written
 */
public record TokenUsage(long inputTokens, long outputTokens) {}
