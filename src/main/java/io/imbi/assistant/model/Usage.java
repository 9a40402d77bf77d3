package io.imbi.assistant.model;

/**
 * Tokens that an answer cost.
 *
 * @param inputTokens read at full price
 * @param cacheReadTokens read from the provider's cache
 * @param cacheWriteTokens written to the provider's cache
 */
public record Usage(
    long inputTokens, long outputTokens, long cacheReadTokens, long cacheWriteTokens) {

  public static final Usage ZERO = new Usage(0, 0, 0, 0);

  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cacheReadTokens + other.cacheReadTokens,
        cacheWriteTokens + other.cacheWriteTokens);
  }

  /** Every token read, cached ones included. */
  public long totalInputTokens() {
    return inputTokens + cacheReadTokens + cacheWriteTokens;
  }
}
