package io.imbi.assistant.model.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.ModelRequest.ToolUseMode;
import io.imbi.assistant.model.OfferedTool;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes requests: equal parts are equal bytes, and the parts that stay the same from one round to
 * the next end with a cache breakpoint.
 */
final class RequestWriter {

  private final ToolWriter toolWriter = new ToolWriter();

  /** What the provider is asked for. */
  enum Purpose {
    ANSWER,
    STREAMED_ANSWER,
    /** The number of tokens in the request. */
    COUNT
  }

  /** How one request differs from the next to the same effect. */
  record Variant(Purpose purpose, boolean withThinking, List<ContentBlock> paused) {

    static final Variant WHOLE = new Variant(Purpose.ANSWER, true, List.of());
    static final Variant STREAM = new Variant(Purpose.STREAMED_ANSWER, true, List.of());
    static final Variant COUNT = new Variant(Purpose.COUNT, true, List.of());

    Variant {
      paused = List.copyOf(paused);
    }

    Variant withoutThinking() {
      return new Variant(purpose, false, paused);
    }

    /** Goes on with an answer that begins with these blocks. */
    Variant continuing(List<ContentBlock> content) {
      return new Variant(purpose, withThinking, content);
    }
  }

  byte[] write(ModelRequest request, Variant variant) {
    var out = new ByteArrayOutputStream(16 * 1024);
    ObjectNode head = Json.object().put("model", request.model());
    switch (variant.purpose()) {
      case ANSWER -> head.put("max_tokens", request.maxTokens());
      case STREAMED_ANSWER -> head.put("max_tokens", request.maxTokens()).put("stream", true);
      case COUNT -> {
        // Nothing is written.
      }
    }
    String open = Json.write(head);
    write(open.substring(0, open.length() - 1), out);
    writeTools(request, out);
    if (!request.system().isBlank()) {
      ObjectNode system = Json.object().put("type", "text").put("text", request.system());
      system.set("cache_control", Json.object().put("type", "ephemeral"));
      write(",\"system\":" + Json.write(Json.array().add(system)), out);
    }
    write(",\"messages\":" + Json.write(messages(request, variant)), out);
    out.write('}');
    return out.toByteArray();
  }

  private void writeTools(ModelRequest request, ByteArrayOutputStream out) {
    boolean orphaned = request.tools().isEmpty() && hasCalls(request);
    if (request.tools().isEmpty() && !orphaned) {
      return;
    }
    write(",\"tools\":", out);
    if (orphaned) {
      ToolWriter.writeNone(out);
    } else {
      toolWriter.write(request.tools(), out);
    }
    if (orphaned || request.toolUse() == ToolUseMode.FORBIDDEN) {
      write(",\"tool_choice\":{\"type\":\"none\"}", out);
    }
  }

  private static JsonNode messages(ModelRequest request, Variant variant) {
    Set<String> deferred =
        request.tools().stream()
            .filter(OfferedTool::deferred)
            .map(tool -> tool.definition().name())
            .collect(Collectors.toSet());
    var messages = new MessageWriter(deferred, variant.withThinking());
    request.messages().forEach(messages::add);
    if (!variant.paused().isEmpty()) {
      messages.addPaused(variant.paused());
    }
    return messages.finish();
  }

  private static boolean hasCalls(ModelRequest request) {
    return request.messages().stream()
        .flatMap(message -> message.content().stream())
        .anyMatch(ContentBlock.ToolUse.class::isInstance);
  }

  private static void write(String text, ByteArrayOutputStream out) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
