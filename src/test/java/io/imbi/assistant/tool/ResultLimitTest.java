package io.imbi.assistant.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imbi.assistant.json.Json;
import org.junit.jupiter.api.Test;

class ResultLimitTest {

  private final ResultLimit limit = new ResultLimit(10);

  @Test
  void aTextOfExactlyTheLimitIsLeftAlone() {
    ResultLimit.Limited limited = limit.apply(Json.text("0123456789"));

    assertThat(limited.content().textValue()).isEqualTo("0123456789");
    assertThat(limited.fullChars()).isEqualTo(10);
  }

  @Test
  void oneCharacterMoreIsCutWithANoticeOfTheFullLengthAndTheRemedy() {
    ResultLimit.Limited limited = limit.apply(Json.text("0123456789A"));

    assertThat(limited.content().textValue())
        .startsWith("0123456789\n\n[Cut: ")
        .contains("11 characters", "first 10", "Narrow the query", "slim=true", "filters", "page")
        .doesNotContain("A\n");
    assertThat(limited.fullChars()).isEqualTo(11);
  }

  @Test
  void aSurrogatePairIsNotCutInTwo() {
    String text = limit.apply(Json.text("012345678\uD83D\uDE00 and more")).content().textValue();

    assertThat(text).startsWith("012345678\n\n[Cut: ").contains("first 9");
  }

  @Test
  void whatPostgresqlCannotStoreIsReplaced() {
    assertThat(limit.apply(Json.text("a\0b")).content().textValue()).isEqualTo("a\uFFFDb");
  }

  @Test
  void contentThatIsNeitherTextNorBlocksBecomesText() {
    assertThat(limit.apply(Json.object().put("a", 1)).content().textValue()).isEqualTo("{\"a\":1}");
  }

  @Test
  void textBlocksShareOneLimit() {
    JsonNode blocks = limit.apply(Json.array().add(text("01234567")).add(text("89AB"))).content();

    assertThat(blocks.path(0)).isEqualTo(text("01234567"));
    assertThat(blocks.path(1).path("text").textValue()).startsWith("89\n\n[Cut: ");
  }

  @Test
  void anImageIsKeptWholeAndAHugeOneIsLeftOutWithANote() {
    JsonNode small = image(1_000);

    JsonNode blocks = limit.apply(Json.array().add(small).add(image(5_000_000))).content();

    assertThat(blocks.path(0)).isEqualTo(small);
    assertThat(blocks.path(1).path("type").textValue()).isEqualTo("text");
    assertThat(blocks.path(1).path("text").textValue()).contains("image", "left out");
  }

  @Test
  void thousandsOfBlocksAreCutToAHundredAndANote() {
    ArrayNode many = Json.array();
    for (int i = 0; i < 1_000; i++) {
      many.add(text(""));
    }

    JsonNode blocks = limit.apply(many).content();

    assertThat(blocks).hasSize(101);
    assertThat(blocks.path(100).path("text").textValue()).contains("900 more blocks");
  }

  private static JsonNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  private static JsonNode image(int chars) {
    var block = Json.object().put("type", "image");
    block.putObject("source").put("type", "base64").put("data", "A".repeat(chars));
    return block;
  }
}
