package io.imbi.assistant.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1}           | {"op":"add","path":"/b","value":2}            | {"a":1,"b":2}
          {"a":1}           | {"op":"add","path":"/a","value":null}         | {"a":null}
          {"a":[1,3]}       | {"op":"add","path":"/a/1","value":2}          | {"a":[1,2,3]}
          {"a":[1]}         | {"op":"add","path":"/a/-","value":[2]}        | {"a":[1,[2]]}
          {"a":1,"b":2}     | {"op":"remove","path":"/a"}                   | {"b":2}
          {"a":[1,2,3]}     | {"op":"remove","path":"/a/1"}                 | {"a":[1,3]}
          {"a":{"b":1}}     | {"op":"replace","path":"/a/b","value":{}}     | {"a":{"b":{}}}
          {"a":[1,2]}       | {"op":"replace","path":"/a/0","value":9}      | {"a":[9,2]}
          {"a":{"b":1}}     | {"op":"move","from":"/a/b","path":"/c"}       | {"a":{},"c":1}
          {"a":[1,2,3]}     | {"op":"move","from":"/a/0","path":"/a/2"}     | {"a":[2,3,1]}
          {"a":{"b":1}}     | {"op":"copy","from":"/a","path":"/c"}         | {"a":{"b":1},"c":{"b":1}}
          {"a":"x"}         | {"op":"test","path":"/a","value":"x"}         | {"a":"x"}
          {"a/b":1,"m~n":2} | {"op":"remove","path":"/a~1b"}                | {"m~n":2}
          {"a/b":1,"m~n":2} | {"op":"replace","path":"/m~0n","value":3}     | {"a/b":1,"m~n":3}
          """)
  void operationsDoWhatTheRfcSays(String document, String operation, String expected) {
    assertThat(apply(document, "[" + operation + "]")).isEqualTo(Json.parse(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | {"op":"remove","path":"/none"}
          400 | {"op":"replace","path":"/none","value":1}
          400 | {"op":"add","path":"/none/x","value":1}
          400 | {"op":"add","path":"/list/3","value":1}
          400 | {"op":"add","path":"/list/01","value":1}
          400 | {"op":"add","path":"/list/x","value":1}
          400 | {"op":"remove","path":"/list/-"}
          400 | {"op":"add","path":"/text/x","value":1}
          400 | {"op":"add","path":"text","value":1}
          400 | {"op":"replace","path":"","value":{}}
          400 | {"op":"move","from":"/object","path":"/object/inner"}
          400 | {"op":"add","path":"/fixed","value":1}
          400 | {"op":"move","from":"/fixed","path":"/free"}
          422 | {"op":"test","path":"/text","value":"other"}
          422 | {"op":"increment","path":"/text","value":1}
          422 | {"op":"add","path":"/text"}
          422 | {"path":"/text","value":1}
          422 | {"op":"add","value":1}
          422 | "add"
          """)
  void whatCannotBeAppliedIsRefused(int status, String operation) {
    assertThatThrownBy(
            () ->
                apply(
                    "{\"text\":\"t\",\"list\":[1,2],\"object\":{},\"fixed\":1}",
                    "[" + operation + "]"))
        .isInstanceOfSatisfying(
            ApiError.class, error -> assertThat(error.status()).isEqualTo(status));
  }

  @Test
  void theDocumentGivenIsLeftAsItIs() {
    ObjectNode document = (ObjectNode) Json.parse("{\"a\":{\"b\":[1]}}");

    JsonPatch.apply(
        (ArrayNode) Json.parse("[{\"op\":\"add\",\"path\":\"/a/b/-\",\"value\":2}]"),
        document,
        Set.of());

    assertThat(document).isEqualTo(Json.parse("{\"a\":{\"b\":[1]}}"));
  }

  @Test
  void copiesOfCopiesDoNotFillTheMemory() {
    String bomb =
        IntStream.range(0, 64)
            .mapToObj(i -> "{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/x%d\"}".formatted(i))
            .collect(Collectors.joining(",", "[", "]"));

    assertThatThrownBy(() -> apply("{\"a\":{\"text\":\"" + "x".repeat(100) + "\"}}", bomb))
        .isInstanceOfSatisfying(
            ApiError.class, error -> assertThat(error.detail().asText()).contains("too large"));
  }

  private static ObjectNode apply(String document, String operations) {
    return JsonPatch.apply(
        (ArrayNode) Json.parse(operations), (ObjectNode) Json.parse(document), Set.of("fixed"));
  }
}
