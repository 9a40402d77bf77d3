package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.imbi.assistant.tool.ToolOutcome;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a {@code tools/call} result what a model can be shown: text, and images as the Messages
 * API takes them. What it does not take is named in words.
 */
final class CallResults {

  /** What the Messages API takes for one image, in base64. */
  private static final int MAX_IMAGE_CHARS = 5 * 1024 * 1024;

  private static final int MAX_IMAGE_SIDE = 8_000;
  private static final int MAX_IMAGES = 10;
  private static final int MAX_NAME_CHARS = 500;

  private final UnaryOperator<String> conceal;
  private final ArrayNode blocks = Json.array();
  private int images;

  private CallResults(UnaryOperator<String> conceal) {
    this.conceal = conceal;
  }

  /**
   * @param result as it came from the server
   * @param conceal takes our credentials out of a text
   */
  static ToolOutcome outcome(JsonNode result, UnaryOperator<String> conceal) {
    JsonNode content = new CallResults(conceal).translate(result);
    return result.path("isError").asBoolean(false)
        ? new ToolOutcome.Failure(content)
        : new ToolOutcome.Success(content);
  }

  private JsonNode translate(JsonNode result) {
    JsonNode structured = result.path("structuredContent");
    boolean toldInText = false;
    for (JsonNode block : result.path("content")) {
      add(block);
      toldInText |= structured.isContainerNode() && structured.equals(asJson(block));
    }
    if (structured.isContainerNode() && !toldInText) {
      text(Json.write(structured));
    }
    return images > 0 ? blocks : Json.text(joined());
  }

  private void add(JsonNode block) {
    String type = block.path("type").asText();
    switch (type) {
      case "text" -> text(block.path("text").asText());
      case "image" -> image(block.path("data").asText(), name(block.path("mimeType")));
      case "resource" -> resource(block.path("resource"));
      case "resource_link" -> text(link(block));
      case "audio" ->
          text("[Audio of type %s was left out]".formatted(name(block.path("mimeType"))));
      default -> text("[Content of type %s was left out]".formatted(name(block.path("type"))));
    }
  }

  private void resource(JsonNode resource) {
    String uri = name(resource.path("uri"));
    if (resource.path("text").isTextual()) {
      text("[Resource %s]\n%s".formatted(uri, resource.path("text").textValue()));
    } else {
      text("[Resource %s]".formatted(uri));
      image(resource.path("blob").asText(), name(resource.path("mimeType")));
    }
  }

  private static String link(JsonNode block) {
    var text = new StringBuilder("[Link to the resource " + name(block.path("uri")) + "]");
    for (String part : new String[] {"title", "name", "description", "mimeType"}) {
      if (block.path(part).isTextual()) {
        text.append('\n').append(part).append(": ").append(name(block.path(part)));
      }
    }
    return text.toString();
  }

  private void image(String base64, String declaredType) {
    Optional<ImageHeader> header =
        base64.length() <= MAX_IMAGE_CHARS
            ? decoded(base64).flatMap(ImageHeader::read)
            : Optional.empty();
    boolean usable =
        images < MAX_IMAGES
            && header
                .filter(h -> h.width() <= MAX_IMAGE_SIDE && h.height() <= MAX_IMAGE_SIDE)
                .isPresent();
    if (!usable) {
      text(
          "[Binary content of type %s with %d characters of base64 was left out]"
              .formatted(declaredType, base64.length()));
      return;
    }
    images++;
    ObjectNode block = blocks.addObject().put("type", "image");
    block
        .putObject("source")
        .put("type", "base64")
        .put("media_type", header.get().mediaType())
        .put("data", base64);
  }

  private void text(String text) {
    String cleaned = Untrusted.clean(conceal.apply(text));
    if (!cleaned.isBlank()) {
      blocks.addObject().put("type", "text").put("text", cleaned);
    }
  }

  private String joined() {
    var all = new StringBuilder();
    for (JsonNode block : blocks) {
      all.append(all.isEmpty() ? "" : "\n").append(block.path("text").textValue());
    }
    return all.isEmpty() ? "[The tool gave no output]" : all.toString();
  }

  private static @Nullable JsonNode asJson(JsonNode block) {
    if (!block.path("text").isTextual()) {
      return null;
    }
    try {
      return Json.parse(block.path("text").textValue());
    } catch (MalformedJsonException e) {
      return null;
    }
  }

  private static Optional<byte[]> decoded(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String name(JsonNode text) {
    return Untrusted.line(text.asText("unknown"), MAX_NAME_CHARS);
  }
}
