package io.imbi.assistant.model.langchain4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.ToolDefinition;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToolSchemasTest {

  @Test
  void referencesThatMultiplyEndInAnyObject() {
    String definitions =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    "\"D%d\":{\"properties\":{\"a\":{\"$ref\":\"#/$defs/D%d\"},\"b\":{\"$ref\":\"#/$defs/D%d\"}}}"
                        .formatted(i, i + 1, i + 1))
            .collect(Collectors.joining(","));
    var tool =
        new ToolDefinition(
            "t",
            "",
            Requests.object(
                "{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"#/$defs/D0\"}},\"$defs\":{"
                    + definitions
                    + "}}"));

    assertThat(property(ToolSchemas.inlined(tool), "x").length()).isLessThan(100_000);
  }

  @Test
  void aReferenceThatLeadsNowhereIsAnyObjectWithWhatStandsBesideIt() {
    var tool =
        new ToolDefinition(
            "t",
            "",
            Requests.object(
                """
                {"type":"object","properties":{
                  "x":{"$ref":"#/$defs/None","description":"lost"},
                  "y":{"$ref":"https://elsewhere.example/schema"}}}
                """));

    ToolSpecification inlined = ToolSchemas.inlined(tool);

    assertThat(Json.parse(property(inlined, "x")))
        .isEqualTo(Json.parse("{\"type\":\"object\",\"description\":\"lost\"}"));
    assertThat(Json.parse(property(inlined, "y"))).isEqualTo(Json.parse("{\"type\":\"object\"}"));
  }

  private static String property(ToolSpecification tool, String name) {
    assertThat(tool.parameters().properties()).containsKey(name);
    var property = (JsonRawSchema) tool.parameters().properties().get(name);
    return requireNonNull(property).schema();
  }
}
