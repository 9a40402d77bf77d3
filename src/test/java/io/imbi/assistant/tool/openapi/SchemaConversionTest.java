package io.imbi.assistant.tool.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.tool.InputSchemas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of schemas, seen at a body's property {@code p}. */
class SchemaConversionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'string'}                                                 | {'type':'string'}
          {'type':'string','title':'P','example':'x','examples':['x'],'xml':{},'x-a':1,'externalDocs':{}} | {'type':'string'}
          {'type':'string','format':'date-time'}                            | {'type':'string','format':'date-time'}
          {'type':'integer','format':'int64'}                               | {'type':'integer'}
          {'type':'string','description':' Text. ','default':'a'}           | {'type':'string','description':'Text.','default':'a'}
          {'type':'string','default':null}                                  | {'type':'string'}
          {'type':'array','items':{'type':'string','title':'T'},'default':[]} | {'type':'array','items':{'type':'string'}}
          {'type':'array','items':{}}                                       | {'type':'array'}
          {'type':'boolean','default':false}                                | {'type':'boolean','default':false}
          {'anyOf':[{'type':'string'},{'type':'null'}]}                     | {'type':['string','null']}
          {'anyOf':[{'type':'string'},{'type':'integer'},{'type':'null'}]}  | {'type':['string','integer','null']}
          {'anyOf':[{'type':'string','format':'uuid'},{'type':'null'}],'title':'P'} | {'type':['string','null'],'format':'uuid'}
          {'anyOf':[{'type':'string','enum':['a']},{'type':'null'}]}        | {'type':['string','null'],'enum':['a',null]}
          {'anyOf':[{'type':'string','const':'a'},{'type':'null'}]}         | {'anyOf':[{'type':'string','const':'a'},{'type':'null'}]}
          {'anyOf':[{'type':'string','maxLength':3},{'type':'integer'}]}    | {'anyOf':[{'type':'string','maxLength':3},{'type':'integer'}]}
          {'oneOf':[{'type':'null'},{'type':'array','items':{'type':'string'}}]} | {'type':['array','null'],'items':{'type':'string'}}
          {'oneOf':[{'type':'integer'},{'type':'number'}]}                  | {'oneOf':[{'type':'integer'},{'type':'number'}]}
          {'anyOf':[{},{'type':'null'}]}                                    | {}
          {'allOf':[{'type':'string'}],'description':'D'}                   | {'type':'string','description':'D'}
          {'type':'object','additionalProperties':true}                     | {'type':'object'}
          {'type':'object','additionalProperties':false}                    | {'type':'object','additionalProperties':false}
          {'type':'object','additionalProperties':{'type':'integer'}}       | {'type':'object','additionalProperties':{'type':'integer'}}
          {'type':'object','properties':{'title':{'type':'string','title':'T'}}} | {'type':'object','properties':{'title':{'type':'string'}}}
          {'type':'object','properties':{'a':{'type':'string','readOnly':true},'b':{'type':'string'}},'required':['a','b']} | {'type':'object','properties':{'b':{'type':'string'}},'required':['b']}
          {'type':'object','properties':{'$ref':{'type':'string'},'$id':{'type':'string'}}} | {'type':'object','properties':{'$ref':{'type':'string'},'$id':{'type':'string'}}}
          {'const':null}                                                    | {'const':null}
          {'enum':[{'$ref':'#/not/a/reference'}]}                           | {'enum':[{'$ref':'#/not/a/reference'}]}
          {'not':{}}                                                        | {'not':{}}
          {'type':'file','required':true,'minLength':-1,'maximum':'9','pattern':7,'enum':[]} | {}
          {'$id':'http://e/x','$schema':'http://e/y','$anchor':'a','$comment':'c','type':'string'} | {'type':'string'}
          {'items':[{'type':'string'}],'type':'array'}                      | {'type':'array','prefixItems':[{'type':'string'}]}
          true                                                              | true
          """)
  void of31(String written, String offered) throws UnusableDocumentException {
    assertThat(property("3.1.0", written)).isEqualTo(Docs.json(offered));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'string','nullable':true}                            | {'type':['string','null']}
          {'type':'string','enum':['a'],'nullable':true}               | {'type':['string','null'],'enum':['a',null]}
          {'type':'integer','minimum':1,'exclusiveMinimum':true}       | {'type':'integer','exclusiveMinimum':1}
          {'type':'integer','maximum':9,'exclusiveMaximum':false}      | {'type':'integer','maximum':9}
          {'allOf':[{'$ref':'#/components/schemas/S'}],'nullable':true,'description':'D'} | {'anyOf':[{'type':'string'},{'type':'null'}],'description':'D'}
          {'oneOf':[{'type':'string','maxLength':2},{'type':'integer'}],'discriminator':{'propertyName':'x'}} | {'oneOf':[{'type':'string','maxLength':2},{'type':'integer'}]}
          {'$ref':'#/components/schemas/S','maxLength':3}              | {'type':'string'}
          """)
  void of30(String written, String offered) throws UnusableDocumentException {
    assertThat(property("3.0.3", written)).isEqualTo(Docs.json(offered));
  }

  @Test
  void whatStandsBesideAReferenceCountsIn31() throws UnusableDocumentException {
    assertThat(property("3.1.0", "{'$ref':'#/components/schemas/S','description':'D'}"))
        .isEqualTo(Docs.json("{'type':'string','description':'D'}"));
    assertThat(property("3.1.0", "{'$ref':'#/components/schemas/S','type':'integer'}"))
        .isEqualTo(Docs.json("{'type':'integer','allOf':[{'type':'string'}]}"));
  }

  @Test
  void aRecursiveSchemaStaysADefinition() throws UnusableDocumentException {
    JsonNode schema =
        Docs.schemaOfBody(
            "3.1.0",
            "{'type':'object','properties':{'p':{'$ref':'#/components/schemas/Node'}}}",
            """
            {'Node':{'type':'object','properties':{
              'children':{'type':'array','items':{'$ref':'#/components/schemas/Node'}}}}}
            """);

    assertThat(schema)
        .isEqualTo(
            Docs.json(
                """
                {'type':'object','properties':{'p':{'$ref':'#/$defs/Node'}},'$defs':{'Node':
                  {'type':'object','properties':{
                    'children':{'type':'array','items':{'$ref':'#/$defs/Node'}}}}}}
                """));
  }

  @Test
  void schemasThatReferToEachOtherStayDefinitions() throws UnusableDocumentException {
    JsonNode schema =
        Docs.schemaOfBody(
            "3.1.0",
            "{'type':'object','properties':{'p':{'$ref':'#/components/schemas/A'}}}",
            """
            {'A':{'type':'object','properties':{'b':{'$ref':'#/components/schemas/B'}}},
             'B':{'type':'object','properties':{'a':{'$ref':'#/components/schemas/A'},
                                                'c':{'$ref':'#/components/schemas/C'}}},
             'C':{'type':'integer'}}
            """);

    assertThat(schema)
        .isEqualTo(
            Docs.json(
                """
                {'type':'object','properties':{'p':{'$ref':'#/$defs/A'}},'$defs':{
                 'A':{'type':'object','properties':{'b':{'$ref':'#/$defs/B'}}},
                 'B':{'type':'object','properties':{'a':{'$ref':'#/$defs/A'},'c':{'type':'integer'}}}}}
                """));
  }

  @Test
  void aLongSchemaThatIsUsedTwiceIsWrittenOnce() throws UnusableDocumentException {
    JsonNode schema =
        Docs.schemaOfBody(
            "3.1.0",
            """
            {'type':'object','properties':{'p':{'$ref':'#/components/schemas/Long'},
              'q':{'type':'array','items':{'$ref':'#/components/schemas/Long'}},
              'r':{'$ref':'#/components/schemas/Once'}}}
            """,
            """
            {'Long':{'type':'string','description':'So long that it would cost more to repeat it.'},
             'Once':{'type':'string','description':'So long that it would cost more to repeat it.'}}
            """);

    assertThat(schema.at("/properties/p")).isEqualTo(Docs.json("{'$ref':'#/$defs/Long'}"));
    assertThat(schema.at("/properties/q/items")).isEqualTo(Docs.json("{'$ref':'#/$defs/Long'}"));
    assertThat(schema.at("/properties/r/type").asText()).isEqualTo("string");
    assertThat(schema.path("$defs")).hasSize(1);
  }

  @Test
  void oddNamesOfSchemasMakeGoodReferences() throws UnusableDocumentException {
    JsonNode schema =
        Docs.schemaOfBody(
            "3.1.0",
            """
            {'type':'object','properties':{'p':{'$ref':'#/components/schemas/a~1b%20c'},
              'q':{'$ref':'#/components/schemas/a_b c'}}}
            """,
            """
            {'a/b c':{'type':'object','properties':{'x':{'$ref':'#/components/schemas/a~1b%20c'}}},
             'a_b c':{'type':'object','properties':{'y':{'$ref':'#/components/schemas/a_b%20c'}}}}
            """);

    String p = schema.at("/properties/p/$ref").asText();
    String q = schema.at("/properties/q/$ref").asText();
    assertThat(p).isNotEqualTo(q);
    assertThat(schema.at(p.substring(1) + "/properties").has("x")).isTrue();
    assertThat(schema.at(q.substring(1) + "/properties").has("y")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'#/components/schemas/Missing'",
    "'http://127.0.0.1:1/remote.json'",
    "'other.json#/A'",
    "'#'"
  })
  void aReferenceThatLeadsNowhereAllowsAnything(String reference) throws UnusableDocumentException {
    assertThat(property("3.1.0", "{'$ref':'" + reference + "'}")).isEqualTo(Docs.json("{}"));
  }

  @Test
  void aLongChainOfSchemasIsRead() throws UnusableDocumentException {
    var schemas = new StringBuilder("{'S0':{'type':'string'}");
    for (int i = 1; i <= 50; i++) {
      schemas
          .append(",'S")
          .append(i)
          .append("':{'type':'object','properties':{'n':{'$ref':'#/components/schemas/S")
          .append(i - 1)
          .append("'}}}");
    }

    JsonNode schema =
        Docs.schemaOfBody(
            "3.1.0",
            "{'type':'object','properties':{'p':{'$ref':'#/components/schemas/S50'}}}",
            schemas + "}");

    assertThat(schema.at("/properties/p" + "/properties/n".repeat(50) + "/type").asText())
        .isEqualTo("string");
  }

  private static JsonNode property(String version, String schema) throws UnusableDocumentException {
    JsonNode offered =
        Docs.schemaOfBody(
            version,
            "{'type':'object','properties':{'p':" + schema + "}}",
            "{'S':{'type':'string'}}");
    assertThat(InputSchemas.problem(offered.deepCopy())).isEmpty();
    assertThat(offered.has("$defs")).isFalse();
    return offered.at("/properties/p");
  }
}
