package io.imbi.assistant.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputSchemasTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'object'}",
        "{'type':'object','properties':{'a':{'type':['string','null'],'format':'date'}}}",
        "{'type':'object','properties':{'a':{'$ref':'#/$defs/A'}},'$defs':{'A':{'type':'string'}}}",
      })
  void aSchemaThatAModelTakesHasNoProblem(String schema) {
    assertThat(InputSchemas.problem(StubTool.schema(schema))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type":"string"}                                        | type is not object
          {"type":"object","anyOf":[]}                             | anyOf at the top
          {"type":"object","properties":{"filter[x]":{}}}          | filter[x]
          {"type":"object","properties":{"a":{"type":"text"}}}     | /properties/a/type
          {"type":"object","properties":{"a":{"minimum":"1"}}}     | /properties/a/minimum
          {"type":"object","required":"a"}                         | /required
          """)
  void aSchemaThatAModelWouldRefuseHasOne(String schema, String problem) {
    assertThat(InputSchemas.problem(StubTool.schema(schema)).orElse("none")).contains(problem);
  }
}
