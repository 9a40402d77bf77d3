package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.mcp.SchemaMender.Mended;
import org.junit.jupiter.api.Test;

class SchemaMenderTest {

  @Test
  void aGoodSchemaStaysAsItIs() {
    ObjectNode schema =
        json(
            "{'type':'object','properties':{'a':{'$ref':'#/$defs/A','description':'An A'}},"
                + "'required':['a'],'additionalProperties':false,'$defs':{'A':{'enum':['x','y']}}}");

    assertThat(SchemaMender.mend(schema)).isEqualTo(new Mended.Usable(schema));
  }

  @Test
  void whatCanBeMendedIsMended() {
    assertMended(MissingNode.getInstance(), "{'type':'object','properties':{}}");
    assertMended(json("{}"), "{'properties':{},'type':'object'}");
    assertMended(json("{'type':null}"), "{'type':'object','properties':{}}");
    assertMended(json("{'type':['object','null']}"), "{'type':'object','properties':{}}");
    assertMended(json("{'type':'object','properties':[]}"), "{'type':'object','properties':{}}");
    assertMended(
        json(
            "{'$schema':'http://json-schema.org/draft-07/schema#','$id':'x','type':'object',"
                + "'properties':{'a':{'oneOf':[{},{}]}},'anyOf':[{'required':['a']}]}"),
        "{'type':'object','properties':{'a':{'oneOf':[{},{}]}}}");
  }

  @Test
  void proseIsCleanedAndCutAtAnyDepth() {
    ObjectNode schema = json("{'type':'object','properties':{'a':{'items':{}}}}");
    ObjectNode deep = (ObjectNode) schema.at("/properties/a/items");
    deep.put("description", "hi\u202Edden" + "x".repeat(5_000));

    assertThat(SchemaMender.mend(schema))
        .isInstanceOfSatisfying(
            Mended.Usable.class,
            usable ->
                assertThat(usable.schema().at("/properties/a/items/description").asText())
                    .startsWith("hiddenx")
                    .hasSizeLessThanOrEqualTo(2_000));
    assertThat(deep.path("description").asText()).as("the server's own").startsWith("hi\u202E");
  }

  @Test
  void aPropertyThatIsCalledDescriptionIsNoProse() {
    ObjectNode schema =
        json("{'type':'object','properties':{'description':{'type':'string','title':'T'}}}");

    assertThat(SchemaMender.mend(schema)).isEqualTo(new Mended.Usable(schema));
  }

  @Test
  void whatCannotBeMendedIsRefused() {
    assertRefused(Json.text("object"));
    assertRefused(json("{'type':'array'}"));
    assertRefused(json("{'type':['string','null']}"));
    assertRefused(json("{'type':'object','properties':{'a':{'$ref':'other.json#/A'}}}"));
    assertRefused(json("{'type':'object','properties':{'a':{'type':'text'}}}"));
    assertRefused(json("{'type':'object','properties':{'a':{'items':[{'type':'string'}]}}}"));
    assertRefused(json("{'type':'object','properties':{'a b':{}}}"));
    assertRefused(json("{'type':'object','properties':{'a\u200B':{}}}"));
    assertRefused(json("{'type':'object','properties':{'a':{'enum':['x\u202Ey']}}}"));
    assertRefused(
        json("{'type':'object','properties':{'a':{'const':'" + "x".repeat(40_000) + "'}}}"));
  }

  private static void assertMended(JsonNode given, String expected) {
    assertThat(SchemaMender.mend(given)).isEqualTo(new Mended.Usable(json(expected)));
  }

  private static void assertRefused(JsonNode given) {
    assertThat(SchemaMender.mend(given)).isInstanceOf(Mended.Unusable.class);
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.replace('\'', '"'));
  }
}
