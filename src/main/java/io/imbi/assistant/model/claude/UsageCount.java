package io.imbi.assistant.model.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.model.Usage;

/** Tokens of one answer. Each report replaces the ones before it, save for what it leaves out. */
final class UsageCount {

  private long input;
  private long output;
  private long cacheRead;
  private long cacheWrite;

  void report(JsonNode usage) {
    input = newer(usage, "input_tokens", input);
    output = newer(usage, "output_tokens", output);
    cacheRead = newer(usage, "cache_read_input_tokens", cacheRead);
    cacheWrite = newer(usage, "cache_creation_input_tokens", cacheWrite);
  }

  Usage usage() {
    return new Usage(input, output, cacheRead, cacheWrite);
  }

  private static long newer(JsonNode usage, String member, long older) {
    JsonNode value = usage.path(member);
    return value.isIntegralNumber() ? Math.max(0, value.asLong()) : older;
  }
}
