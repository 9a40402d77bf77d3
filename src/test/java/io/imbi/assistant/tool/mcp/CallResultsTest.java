package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.ToolOutcome;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CallResultsTest {

  private static final String GIF =
      base64(new byte[] {'G', 'I', 'F', '8', '9', 'a', 2, 0, 3, 0, 0, 0, 0, ';'});

  @Test
  void textsAreJoined() {
    assertThat(told("{'content':[{'type':'text','text':'a'},{'type':'text','text':'b\\tc'}]}"))
        .isEqualTo(Json.text("a\nb\tc"));
  }

  @Test
  void hiddenCharactersGo() {
    assertThat(told("{'content':[{'type':'text','text':'a\\u202e\\u200b\\u0007b\\r\\nc'}]}"))
        .isEqualTo(Json.text("ab\nc"));
  }

  @Test
  void structuredContentIsToldUnlessTheTextSaysTheSame() {
    assertThat(told("{'content':[],'structuredContent':{'a':1.50}}"))
        .isEqualTo(Json.text("{\"a\":1.50}"));
    assertThat(
            told(
                "{'content':[{'type':'text','text':'{ \\\"a\\\": 1"
                    + " }'}],'structuredContent':{'a':1}}"))
        .isEqualTo(Json.text("{ \"a\": 1 }"));
    assertThat(told("{'content':[{'type':'text','text':'One.'}],'structuredContent':{'a':1}}"))
        .isEqualTo(Json.text("One.\n{\"a\":1}"));
  }

  @Test
  void imagesAreWhatTheirBytesSay() {
    JsonNode blocks =
        told(
            "{'content':[{'type':'text','text':'Look:'},"
                + "{'type':'image','mimeType':'image/png','data':'"
                + GIF
                + "'}]}");

    assertThat(blocks)
        .isEqualTo(
            Json.parse(
                "[{\"type\":\"text\",\"text\":\"Look:\"},{\"type\":\"image\",\"source\":"
                    + "{\"type\":\"base64\",\"media_type\":\"image/gif\",\"data\":\""
                    + GIF
                    + "\"}}]"));
  }

  @Test
  void whatAModelCannotSeeIsNamed() {
    String svg = base64("<svg/>".getBytes(StandardCharsets.UTF_8));
    assertThat(
            told("{'content':[{'type':'image','mimeType':'image/svg+xml','data':'" + svg + "'}]}"))
        .isEqualTo(
            Json.text(
                "[Binary content of type image/svg+xml with 8 characters of base64 was left out]"));
    assertThat(told("{'content':[{'type':'image','mimeType':'image/gif','data':'no base64!'}]}"))
        .isEqualTo(
            Json.text(
                "[Binary content of type image/gif with 10 characters of base64 was left out]"));
    assertThat(told("{'content':[{'type':'audio','mimeType':'audio/wav','data':''}]}"))
        .isEqualTo(Json.text("[Audio of type audio/wav was left out]"));
    assertThat(told("{'content':[{'type':'hologram'}]}"))
        .isEqualTo(Json.text("[Content of type hologram was left out]"));
  }

  @Test
  void anImageThatIsTooWideOrOneTooManyIsLeftOut() {
    String wide = base64(new byte[] {'G', 'I', 'F', '8', '9', 'a', 0x41, 0x1f, 3, 0, 0, 0, 0, ';'});
    assertThat(told("{'content':[{'type':'image','data':'" + wide + "'}]}").asText())
        .contains("left out");

    ObjectNode many = Json.object();
    for (int i = 0; i < 11; i++) {
      many.withArray("content").addObject().put("type", "image").put("data", GIF);
    }
    JsonNode blocks = told(many);
    assertThat(blocks).hasSize(11);
    assertThat(blocks.get(9).path("type").asText()).isEqualTo("image");
    assertThat(blocks.get(10).path("type").asText()).isEqualTo("text");
  }

  @Test
  void resourcesAndLinks() {
    assertThat(
            told(
                "{'content':[{'type':'resource','resource':{'uri':'file:///a','text':'inside'}},{'type':'resource_link','uri':'file:///b','name':'B','description':'The"
                    + " B'}]}"))
        .isEqualTo(
            Json.text(
                "[Resource file:///a]\ninside\n"
                    + "[Link to the resource file:///b]\nname: B\ndescription: The B"));
    JsonNode blob =
        told(
            "{'content':[{'type':'resource','resource':{'uri':'file:///i','blob':'"
                + GIF
                + "'}}]}");
    assertThat(blob.get(0).path("text").asText()).isEqualTo("[Resource file:///i]");
    assertThat(blob.get(1).path("type").asText()).isEqualTo("image");
  }

  @Test
  void anEmptyResultSaysSo() {
    assertThat(told("{}")).isEqualTo(Json.text("[The tool gave no output]"));
    assertThat(told("{'content':[{'type':'text','text':' '}]}"))
        .isEqualTo(Json.text("[The tool gave no output]"));
  }

  @Test
  void anErrorIsAFailure() {
    assertThat(
            CallResults.outcome(
                json("{'isError':true,'content':[{'type':'text','text':'no'}]}"),
                UnaryOperator.identity()))
        .isEqualTo(ToolOutcome.failure("no"));
  }

  @Test
  void secretsAreConcealedInText() {
    assertThat(
            CallResults.outcome(
                json("{'structuredContent':{'key':'the secret'}}"),
                text -> text.replace("the secret", "***")))
        .isEqualTo(ToolOutcome.success("{\"key\":\"***\"}"));
  }

  private static JsonNode told(String result) {
    return told(json(result));
  }

  private static JsonNode told(JsonNode result) {
    return ((ToolOutcome.Success) CallResults.outcome(result, UnaryOperator.identity())).content();
  }

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
