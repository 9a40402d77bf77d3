package io.imbi.assistant.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Anthropic's prompt cache: tools, system and messages in this order form one chain of blocks; a
 * breakpoint stores the prefix that ends with its block, and finds a stored one that ends at most
 * 20 blocks earlier. Four characters count as a token.
 */
final class PromptCache {

  private static final int LOOKBACK = 20;

  private final Set<String> stored = new HashSet<>();

  private record Link(String prefix, long tokens, boolean breakpoint) {}

  /** The usage that {@code message_start} reports; the request's prefixes are stored. */
  synchronized ObjectNode read(ObjectNode body) {
    List<Link> chain = chain(body);
    int cached = 0;
    int written = 0;
    for (int i = chain.size(); i > 0; i--) {
      if (chain.get(i - 1).breakpoint()) {
        written = Math.max(written, i);
        for (int end = i; end > Math.max(0, i - LOOKBACK) && end > cached; end--) {
          if (stored.contains(chain.get(end - 1).prefix())) {
            cached = end;
          }
        }
      }
    }
    chain.stream().filter(Link::breakpoint).forEach(link -> stored.add(link.prefix()));
    long read = tokens(chain, 0, cached);
    long write = tokens(chain, cached, Math.max(cached, written));
    long all = tokens(chain, 0, chain.size());
    return Json.object()
        .put("input_tokens", all - read - write)
        .put("cache_creation_input_tokens", write)
        .put("cache_read_input_tokens", read)
        .put("output_tokens", 1);
  }

  static long count(ObjectNode body) {
    List<Link> chain = chain(body);
    return tokens(chain, 0, chain.size());
  }

  private static List<Link> chain(ObjectNode body) {
    List<Link> chain = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      if (!tool.path("defer_loading").asBoolean()) {
        add(chain, "tool", tool);
      }
    }
    if (body.path("system").isTextual()) {
      add(chain, "system", body.path("system"));
    }
    if (body.path("system").isArray()) {
      body.path("system").forEach(block -> add(chain, "system", block));
    }
    for (JsonNode message : body.path("messages")) {
      String role = message.path("role").asText();
      JsonNode content = message.path("content");
      if (content.isTextual()) {
        add(chain, role, Json.object().put("type", "text").put("text", content.asText()));
      } else {
        content.forEach(block -> add(chain, role, block));
      }
    }
    return chain;
  }

  private static void add(List<Link> chain, String place, JsonNode block) {
    boolean breakpoint = block.hasNonNull("cache_control");
    JsonNode bare = block.deepCopy();
    if (bare instanceof ObjectNode object) {
      object.remove("cache_control");
    }
    String text = Json.write(bare);
    String before = chain.isEmpty() ? "" : chain.getLast().prefix();
    chain.add(new Link(hash(before + place + text), text.length() / 4 + 1, breakpoint));
  }

  private static long tokens(List<Link> chain, int from, int to) {
    return chain.subList(from, to).stream().mapToLong(Link::tokens).sum();
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }
}
