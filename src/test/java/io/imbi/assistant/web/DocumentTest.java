package io.imbi.assistant.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Yaml;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentTest {

  private WebServer server;

  @BeforeAll
  void start() {
    server = WebServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void theShortPathLeadsToTheDocument() {
    var response = get("/swagger");
    assertThat(response.statusCode()).isEqualTo(307);
    String location = response.headers().firstValue("Location").orElseThrow();
    var document = get(location);
    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(document.headers().firstValue("Content-Type")).contains("application/yaml");
  }

  @Test
  void theDocumentDescribesEveryRouteOfTheContract() {
    var operations = new TreeSet<String>();
    document(server)
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> operations.add(method + " " + path.getKey())));
    assertThat(operations)
        .contains(
            "get /status",
            "get /healthz",
            "post /api/v1/chat",
            "post /api/v1/chat/stream",
            "post /conversations",
            "get /conversations",
            "get /conversations/{id}",
            "patch /conversations/{id}",
            "delete /conversations/{id}",
            "post /conversations/{id}/messages",
            "get /conversations/{id}/turn",
            "delete /conversations/{id}/turn",
            "get /conversations/{id}/approvals",
            "post /conversations/{id}/approvals/{tool_use_id}")
        .noneMatch(operation -> operation.contains("swagger"));
  }

  @Test
  void anOperationHasItsParametersBodyAnswersAndCredential() {
    JsonNode document = document(server);
    assertThat(document.at("/components/securitySchemes/bearer/scheme").textValue())
        .isEqualTo("bearer");
    JsonNode send = document.path("paths").path("/conversations/{id}/messages").path("post");
    assertThat(send.path("security").toString()).isEqualTo("[{\"bearer\":[]}]");
    assertThat(send.path("parameters").findValuesAsText("name")).containsExactly("id");
    assertThat(names(send.at("/requestBody/content"))).containsExactly("application/json");
    assertThat(names(send.path("responses")))
        .containsExactlyInAnyOrder(
            "200", "400", "401", "403", "404", "409", "413", "415", "422", "503");
    assertThat(names(send.at("/responses/200/content"))).containsExactly("text/event-stream");
    assertThat(names(send.at("/responses/404/content"))).containsExactly("application/json");
    assertThat(names(document.path("paths").path("/conversations").at("/post/responses")))
        .contains("201")
        .doesNotContain("200");
    assertThat(names(document.at("/components/schemas/Conversation/properties")))
        .containsExactly(
            "id", "user_email", "title", "created_at", "updated_at", "model", "is_archived");
    JsonNode decision = document.at("/components/schemas/Decision");
    assertThat(decision.path("required").toString()).isEqualTo("[\"decision\"]");
    assertThat(decision.at("/properties/decision/enum").toString())
        .isEqualTo("[\"approve\",\"deny\"]");
    assertThat(names(document.at("/components/schemas")))
        .doesNotContain("UserCaller", "RequestJson", "Caller", "EventStream");
  }

  @Test
  void underAPrefixTheDocumentSaysSo() {
    try (var prefixed =
        WebServer.start(Map.of("imbi.assistant.url", "https://imbi.example.com/assistant"))) {
      assertThat(names(document(prefixed).path("paths")))
          .contains("/status", "/assistant/conversations", "/assistant/conversations/{id}/turn")
          .noneMatch(path -> path.startsWith("/conversations"));
    }
  }

  @Test
  void thePageToTryItLoadsNothingFromElsewhere() {
    var page = get("/swagger-ui");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    assertThat(page.body()).doesNotContain("http://", "https://");
    Matcher assets =
        Pattern.compile("\"(/swagger-ui/[^\"]+)\"|'(/swagger/[^']+)'").matcher(page.body());
    int found = 0;
    while (assets.find()) {
      String asset = assets.group(1) == null ? assets.group(2) : assets.group(1);
      assertThat(get(asset).statusCode()).as(asset).isEqualTo(200);
      found++;
    }
    assertThat(found).isGreaterThanOrEqualTo(4);
  }

  private HttpResponse<String> get(String path) {
    return server.send(server.request(path));
  }

  private static JsonNode document(WebServer server) {
    String yaml = server.send(server.request("/swagger/imbi-assistant.yml")).body();
    assertThat(new OpenAPIV3Parser().readContents(yaml).getMessages()).isEmpty();
    try {
      return Yaml.mapper().readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
