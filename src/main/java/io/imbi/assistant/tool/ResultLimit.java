package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;

/**
 * Cuts what a tool gives to what the model can be shown.
 *
 * <p>Text counts against {@code maxChars} wherever it stands. Images and documents are not paid for
 * by their characters, so they have a limit of their own, which keeps a request below what the
 * Messages API takes.
 */
record ResultLimit(int maxChars) {

  private static final int MAX_BLOCKS = 100;
  private static final int MAX_MEDIA_CHARS = 5_000_000;

  /**
   * What is left of a result.
   *
   * @param fullChars its length before
   */
  record Limited(JsonNode content, long fullChars) {}

  Limited apply(JsonNode content) {
    if (content instanceof ArrayNode blocks) {
      return applyToBlocks(blocks);
    }
    String text = content.isTextual() ? content.textValue() : Json.write(content);
    return new Limited(Json.text(cut(text, maxChars, text.length())), text.length());
  }

  private Limited applyToBlocks(ArrayNode blocks) {
    long fullChars = 0;
    for (JsonNode block : blocks) {
      fullChars += length(block);
    }
    ArrayNode kept = Json.array();
    int textLeft = maxChars;
    int mediaLeft = MAX_MEDIA_CHARS;
    for (JsonNode block : blocks) {
      if (kept.size() == MAX_BLOCKS) {
        kept.add(note("%d more blocks were left out".formatted(blocks.size() - MAX_BLOCKS)));
        break;
      }
      int length = length(block);
      if (isText(block)) {
        kept.add(cutBlock((ObjectNode) block, textLeft, length));
        textLeft = Math.max(0, textLeft - length);
      } else if (isMedia(block) && length <= mediaLeft) {
        kept.add(block);
        mediaLeft -= length;
      } else if (!isMedia(block) && length <= textLeft) {
        kept.add(block);
        textLeft -= length;
      } else {
        kept.add(
            note(
                "A block of type %s with %d characters was left out"
                    .formatted(block.path("type").asText("unknown"), length)));
      }
    }
    return new Limited(kept, fullChars);
  }

  private static ObjectNode cutBlock(ObjectNode block, int left, int length) {
    String text = block.path("text").textValue();
    String shown = cut(text, left, length);
    return shown.equals(text) ? block : block.deepCopy().put("text", shown);
  }

  private static String cut(String text, int left, int fullChars) {
    if (text.length() <= left) {
      return withoutNul(text);
    }
    int end = left > 0 && Character.isHighSurrogate(text.charAt(left - 1)) ? left - 1 : left;
    return withoutNul(text.substring(0, end))
        + ("\n\n"
                + "[Cut: the result has %d characters, of which the first %d are shown. Narrow the"
                + " query (slim=true, filters, one page or a single item) to see the rest.]")
            .formatted(fullChars, end);
  }

  /** PostgreSQL stores no U+0000, neither in text nor in JSON. */
  private static String withoutNul(String text) {
    return text.replace('\0', '\uFFFD');
  }

  private static JsonNode note(String text) {
    return Json.object().put("type", "text").put("text", "[" + text + ".]");
  }

  private static boolean isText(JsonNode block) {
    return block instanceof ObjectNode
        && block.path("type").asText().equals("text")
        && block.path("text").isTextual();
  }

  private static boolean isMedia(JsonNode block) {
    String type = block.path("type").asText();
    return type.equals("image") || type.equals("document");
  }

  private static int length(JsonNode block) {
    return isText(block) ? block.path("text").textValue().length() : Json.write(block).length();
  }
}
