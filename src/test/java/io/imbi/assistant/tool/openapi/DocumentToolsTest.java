package io.imbi.assistant.tool.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Tool;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentToolsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'operationId':'list_things__api_get'             | list_things
          'operationId':'list_things_api_get'              | list_things_api_get
          'operationId':'a.b-c d/e'                        | a_b_c_d_e
          'operationId':'a___b'                            | a
          'operationId':'__x','summary':'Get the Thing!'   | Get_the_Thing_
          'summary':'List  all -- things'                  | List_all_things
          'operationId':'','summary':'?'                   | get_api_x_y_id_
          'description':'Only this'                        | get_api_x_y_id_
          'operationId':'a23456789b123456789c123456789d123456789e123456789f123456789' | a23456789b123456789c123456789d123456789e123456789f123456
          """)
  void names(String members, String name) throws UnusableDocumentException {
    assertThat(
            Docs.first(Docs.of("{'/api/x-y/{id}':{'get':{" + members + ",'responses':{}}}}"))
                .name())
        .isEqualTo(name);
  }

  @Test
  void duplicatesAreNumberedInTheOrderOfTheDocument() throws UnusableDocumentException {
    String long56 = "a".repeat(60);
    byte[] document =
        Docs.of(
            """
            {'/api/a':{'get':{'operationId':'x','responses':{}},'post':{'operationId':'x__b','responses':{}}},
             '/api/auth/c':{'get':{'operationId':'x__c','responses':{}}},
             '/api/d':{'get':{'operationId':'x__d','responses':{}}},
             '/api/e':{'get':{'operationId':'x_2','responses':{}}},
             '/api/f':{'get':{'operationId':'LONG','responses':{}},'put':{'operationId':'LONG','responses':{}}}}
            """
                .replace("LONG", long56));

    assertThat(names(document))
        .containsExactly("x", "x_2", "x_3", "x_2_2", "a".repeat(56), "a".repeat(54) + "_2", "me");
    assertThat(names(document)).isEqualTo(names(document));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'summary':'List things','description':'All of them.' | List things\\nAll of them.
          'summary':'List things'                              | List things
          'description':' All of them. '                       | All of them.
          'summary':'List things','description':'List things, all of them.' | List things, all of them.
          'summary':'Old','deprecated':true                    | Old\\nDeprecated.
          'operationId':'x'                                    | GET /api/x
          """)
  void descriptions(String members, String description) throws UnusableDocumentException {
    assertThat(
            Docs.first(Docs.of("{'/api/x':{'get':{" + members + ",'responses':{}}}}"))
                .definition()
                .description())
        .isEqualTo(description.replace("\\n", "\n"));
  }

  @Test
  void excludedOperationsMakeNoTools() throws UnusableDocumentException {
    assertThat(
            names(
                Docs.of(
                    """
                    {'/api/auth/login':{'post':{'operationId':'login','responses':{}}},
                     '/api/mfa/setup':{'post':{'operationId':'mfa','responses':{}}},
                     '/api/status':{'get':{'operationId':'status','responses':{}}},
                     '/api/status/':{'get':{'operationId':'status2','responses':{}}},
                     '/api/uploads/{id}/thumbnail':{'get':{'operationId':'thumb','responses':{}}},
                     '/thumbnail/':{'get':{'operationId':'thumb2','responses':{}}},
                     '/api/hidden':{'get':{'operationId':'hidden','x-imbi-ai-tool':false,'responses':{}}},
                     '/api/shown':{'get':{'operationId':'shown','x-imbi-ai-tool':true,'responses':{}}},
                     '/api/authors':{'get':{'operationId':'authors','responses':{}}},
                     '/api/status/history':{'get':{'operationId':'history','responses':{}}},
                     '/x/api/auth/y':{'get':{'operationId':'elsewhere','responses':{}}}}
                    """)))
        .containsExactly("shown", "authors", "history", "elsewhere", "me");
  }

  @Test
  void theMountPointIsReadOffTheDocument() throws UnusableDocumentException {
    byte[] document =
        """
        {"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{
          "/v2.x/users/me":{"get":{"operationId":"me","responses":{}}},
          "/v2.x/auth/login":{"post":{"operationId":"login","responses":{}}},
          "/v2yx/auth/login":{"post":{"operationId":"other","responses":{}}},
          "/api/auth/login":{"post":{"operationId":"another","responses":{}}}}}
        """
            .getBytes(StandardCharsets.UTF_8);

    assertThat(names(document)).containsExactly("me", "other", "another");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'/a/users/me':{},'/b/users/me':{}}"})
  void withoutExactlyOneLandmarkThereAreNoTools(String paths) {
    byte[] document =
        ("{'openapi':'3.1.0','info':{'title':'t','version':'1'},'paths':" + paths + "}")
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Docs.read(document))
        .isInstanceOf(UnusableDocumentException.class)
        .hasMessageContaining("/users/me");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                     | not an OpenAPI document
          {}                                     | not an OpenAPI 3 document
          {"swagger":"2.0","paths":{}}           | not an OpenAPI 3 document
          {"openapi":"3.1.0"}                    | not an OpenAPI 3 document
          {"openapi":"3.1.0","paths":[]}         | not an OpenAPI 3 document
          <html></html>                          | not usable JSON
          {"openapi":"3.1.0","openapi":"3.1.0"}  | not usable JSON
          """)
  void whatIsNotOpenApiIsRefused(String document, String problem) {
    assertThatThrownBy(() -> Docs.read(document.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnusableDocumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aDocumentNestedWithoutEndIsRefused() {
    byte[] document = ("{\"openapi\":" + "[".repeat(5_000_000)).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Docs.read(document)).isInstanceOf(UnusableDocumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'schemas':{'A':{'$ref':'#/components/schemas/A'}}}",
        "{'schemas':{'A':{'$ref':'#/components/schemas/B'},'B':{'$ref':'#/components/schemas/A'}}}",
        "{'schemas':{'A':{'$ref':'#/components/schemas/A','description':'beside'}}}",
        "{'parameters':{'P':{'$ref':'#/components/parameters/P'}}}",
      })
  void aReferenceThatLeadsBackToItselfIsRefused(String components) {
    assertThatThrownBy(() -> Docs.read(Docs.of("3.1.0", "{}", components)))
        .isInstanceOf(UnusableDocumentException.class)
        .hasMessageContaining("leads back to itself");
  }

  @Test
  void parametersAndTheBodysPropertiesAreOneListOfArguments() throws UnusableDocumentException {
    OpenApiTool tool =
        Docs.first(
            Docs.of(
                """
                {'/api/orgs/{org}/things/{id}':{
                  'parameters':[{'name':'org','in':'path','required':true,'schema':{'type':'string','title':'Org'}},
                                {'name':'limit','in':'query','schema':{'type':'string'}}],
                  'put':{'operationId':'x','responses':{},
                  'parameters':[{'name':'id','in':'path','required':true,'schema':{'type':'integer'}},
                    {'name':'limit','in':'query','description':'At most','required':false,
                     'schema':{'anyOf':[{'type':'integer','maximum':100},{'type':'null'}],'default':50}},
                    {'name':'If-Match','in':'header','required':true,'schema':{'type':'string'}}],
                  'requestBody':{'required':true,'content':{'application/json':{'schema':
                    {'type':'object','required':['name'],'properties':{
                      'name':{'type':'string'},'note':{'anyOf':[{'type':'string'},{'type':'null'}]}}}}}}}}}
                """));

    assertThat(tool.definition().inputSchema())
        .isEqualTo(
            Docs.json(
                """
                {'type':'object','properties':{
                  'org':{'type':'string'},'id':{'type':'integer'},
                  'limit':{'type':'integer','maximum':100,'default':50,'description':'At most'},
                  'If-Match':{'type':'string'},
                  'name':{'type':'string'},'note':{'type':['string','null']}},
                 'required':['org','id','If-Match','name']}
                """));
    assertThat(Json.write(tool.definition().inputSchema().path("properties")))
        .startsWith("{\"org\":")
        .endsWith("\"note\":{\"type\":[\"string\",\"null\"]}}");
  }

  @Test
  void aParameterThatCollidesSaysWhereItGoes() throws UnusableDocumentException {
    OpenApiTool tool =
        Docs.first(
            Docs.of(
                """
                {'/api/x/{id}':{'post':{'operationId':'x','responses':{},
                  'parameters':[{'name':'slug','in':'query','schema':{'type':'string'}},
                    {'name':'slug','in':'header','schema':{'type':'string'}},
                    {'name':'q','in':'query','schema':{'type':'string'}},
                    {'name':'q','in':'header','schema':{'type':'string'}},
                    {'name':'id','in':'path','required':true,'schema':{'type':'string'}}],
                  'requestBody':{'required':true,'content':{'application/json':{'schema':
                    {'type':'object','properties':{'id':{'type':'integer'},'slug':{'type':'string'}}}}}}}}}
                """));

    assertThat(arguments(tool))
        .containsExactlyInAnyOrder(
            "id__path", "slug__query", "slug__header", "q", "q__header", "id", "slug");
    assertThat(tool.shape().slots().get("id__path")).isEqualTo(new Slot.Path("id"));
    assertThat(tool.shape().slots().get("id")).isEqualTo(new Slot.Member("id"));
  }

  @Test
  void namesThatAModelsApiDoesNotTakeAreMended() throws UnusableDocumentException {
    OpenApiTool tool =
        Docs.first(
            Docs.of(
                """
                {'/api/x':{'post':{'operationId':'x','responses':{},
                  'parameters':[{'name':'filter[a]','in':'query','schema':{'type':'string'}},
                    {'name':'filter(a)','in':'query','schema':{'type':'string'}}],
                  'requestBody':{'required':true,'content':{'application/json':{'schema':
                    {'type':'object','required':['$ref'],'properties':{'$ref':{'type':'string'},'$id':{'type':'string'}}}}}}}}}
                """));

    assertThat(arguments(tool)).containsExactly("filter_a_", "filter_a___query", "_ref", "_id");
    assertThat(tool.shape().slots().get("_ref")).isEqualTo(new Slot.Member("$ref"));
    assertThat(tool.definition().inputSchema().path("required")).isEqualTo(Docs.json("['_ref']"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'array','items':{'type':'object'}}",
        "{'type':'object'}",
        "{'type':'object','additionalProperties':{'type':'string'}}",
        "{'anyOf':[{'type':'object','properties':{'a':{}}},{'type':'object','properties':{'b':{}}}]}",
        "{'type':'string'}",
        "{'type':'object','properties':{'a':{}},'minProperties':1}",
        "{}",
        "true",
      })
  void aBodyWithoutPropertiesIsOneArgument(String schema) throws UnusableDocumentException {
    JsonNode offered = Docs.schemaOfBody("3.1.0", schema, "{}");

    assertThat(offered.path("properties").properties()).hasSize(1);
    assertThat(offered.path("properties").has("body")).isTrue();
    assertThat(offered.path("required")).isEqualTo(Docs.json("['body']"));
  }

  @Test
  void aParameterNamedBodyYieldsToTheBody() throws UnusableDocumentException {
    assertThat(
            arguments(
                Docs.first(
                    Docs.of(
                        """
                        {'/api/x':{'post':{'operationId':'x','responses':{},
                          'parameters':[{'name':'body','in':'query','schema':{'type':'string'}}],
                          'requestBody':{'content':{'application/json':{'schema':{'type':'array'}}}}}}}
                        """))))
        .containsExactly("body__query", "body");
  }

  @Test
  void composedBodiesAreFlattened() throws UnusableDocumentException {
    assertThat(
            Docs.schemaOfBody(
                "3.0.3",
                "{'allOf':[{'$ref':'#/components/schemas/Base'},{'type':'object','required':['b'],"
                    + "'properties':{'b':{'type':'string'}}}]}",
                "{'Base':{'type':'object','required':['a','id'],'properties':{'a':{'type':'string'},"
                    + "'id':{'type':'string','readOnly':true}}}}"))
        .isEqualTo(
            Docs.json(
                """
                {'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}},
                 'required':['a','b']}
                """));
  }

  @Test
  void aBodyThatIsComposedOfItselfIsOneArgument() throws UnusableDocumentException {
    assertThat(
            Docs.schemaOfBody(
                    "3.0.3",
                    "{'$ref':'#/components/schemas/A'}",
                    "{'A':{'allOf':[{'$ref':'#/components/schemas/A'},{'type':'object'}]}}")
                .path("properties")
                .has("body"))
        .isTrue();
  }

  @Test
  void anOptionalBodyRequiresNothing() throws UnusableDocumentException {
    assertThat(
            Docs.schemaOfBody(
                "3.1.0",
                "{'anyOf':[{'$ref':'#/components/schemas/A'},{'type':'null'}]}",
                "{'A':{'type':'object','required':['a'],'properties':{'a':{'type':'string'}}}}"))
        .isEqualTo(Docs.json("{'type':'object','properties':{'a':{'type':'string'}}}"));
  }

  @Test
  void aBodyThatTakesMorePropertiesSaysSo() throws UnusableDocumentException {
    assertThat(
            Docs.schemaOfBody(
                "3.1.0",
                "{'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':true}",
                "{}"))
        .isEqualTo(
            Docs.json(
                "{'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':true}"));
  }

  @Test
  void headersOfTheConnectionAndOfCredentialsAreNoArguments() throws UnusableDocumentException {
    assertThat(
            arguments(
                Docs.first(
                    Docs.of(
                        """
                        {'/api/x':{'get':{'operationId':'x','responses':{},'parameters':[
                          {'name':'Authorization','in':'header','required':true,'schema':{}},
                          {'name':'cookie','in':'header','schema':{}},
                          {'name':'HOST','in':'header','schema':{}},
                          {'name':'X-Api-Key','in':'header','schema':{}},
                          {'name':'X-CSRF-Token','in':'header','schema':{}},
                          {'name':'X-Forwarded-For','in':'header','schema':{}},
                          {'name':'Transfer-Encoding','in':'header','schema':{}},
                          {'name':'Proxy-Whatever','in':'header','schema':{}},
                          {'name':'bad name','in':'header','schema':{}},
                          {'name':'session','in':'cookie','schema':{}},
                          {'name':'X-Request-Id','in':'header','schema':{}}]}}}
                        """))))
        .containsExactly("X-Request-Id");
  }

  @Test
  void effectsFollowTheMethodsAndTraceIsNoTool() throws UnusableDocumentException {
    var document =
        Docs.of(
            """
            {'/api/x':{'get':{'operationId':'a','responses':{}},'head':{'operationId':'b','responses':{}},
              'post':{'operationId':'c','responses':{}},'put':{'operationId':'d','responses':{}},
              'patch':{'operationId':'e','responses':{}},'delete':{'operationId':'f','responses':{}},
              'trace':{'operationId':'g','responses':{}}}}
            """);

    assertThat(Docs.read(document).tools())
        .extracting(Tool::effect)
        .containsExactly(
            Effect.READ_ONLY,
            Effect.READ_ONLY,
            Effect.MUTATING,
            Effect.MUTATING,
            Effect.MUTATING,
            Effect.DESTRUCTIVE,
            Effect.READ_ONLY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ['a:read','b:read'] | a:read,b:read
          []                  |
          'a:read'            | a:read
          null                |
          {'a':1}             | admin
          [1]                 | admin
          """)
  void permissions(String permission, String required) throws UnusableDocumentException {
    OpenApiTool tool =
        Docs.first(
            Docs.of(
                "{'/api/x':{'get':{'operationId':'x','responses':{},'x-imbi-permission':"
                    + permission
                    + "}}}"));

    assertThat(tool.requiredPermissions())
        .isEqualTo(required == null ? Set.of() : Set.of(required.split(",")));
  }

  @Test
  void whatIsReferredToIsFound() throws UnusableDocumentException {
    OpenApiTool tool =
        Docs.first(
            Docs.of(
                "3.1.0",
                """
                {'/api/x/{id}':{'$ref':'#/components/pathItems/X'}}
                """,
                """
                {'pathItems':{'X':{'post':{'operationId':'x','responses':{},
                   'parameters':[{'$ref':'#/components/parameters/Id'}],
                   'requestBody':{'$ref':'#/components/requestBodies/B'}}}},
                 'parameters':{'Id':{'name':'id','in':'path','required':true,'schema':{'type':'string'}}},
                 'requestBodies':{'B':{'required':true,'content':{'application/json':{'schema':
                   {'$ref':'#/components/schemas/S'}}}}},
                 'schemas':{'S':{'type':'object','properties':{'a':{'type':'string'}}}}}
                """));

    assertThat(arguments(tool)).containsExactly("id", "a");
  }

  @Test
  void aPathParameterThatIsNotDescribedIsAnArgumentAllTheSame() throws UnusableDocumentException {
    assertThat(
            Docs.first(Docs.of("{'/api/x/{id}':{'get':{'operationId':'x','responses':{}}}}"))
                .definition()
                .inputSchema())
        .isEqualTo(
            Docs.json("{'type':'object','properties':{'id':{'type':'string'}},'required':['id']}"));
  }

  @Test
  void aQueryParameterOfItsNameDoesNotStandForIt() throws UnusableDocumentException {
    OpenApiTool tool =
        Docs.first(
            Docs.of(
                """
                {'/api/x/{id}':{'get':{'operationId':'x','responses':{},'parameters':[
                  {'name':'id','in':'query','schema':{'type':'string'}}]}}}
                """));

    assertThat(tool.shape().slots().get("id__path")).isEqualTo(new Slot.Path("id"));
  }

  @Test
  void anOperationThatCannotBeOfferedIsLeftOutAndTheOthersStay() throws UnusableDocumentException {
    DocumentTools read =
        Docs.read(
            Docs.of(
                """
                {'/api/../x':{'get':{'operationId':'steps','responses':{}}},
                 '/api/{x':{'get':{'operationId':'brace','responses':{}}},
                 '/api/y':{'get':{'operationId':'huge','responses':{},'parameters':[
                   {'name':'a','in':'query','schema':{'type':'string','description':'HUGE'}}]}}}
                """
                    .replace("HUGE", "x".repeat(100_001))));

    assertThat(read.tools()).extracting(Tool::name).containsExactly("me");
    assertThat(read.leftOut()).containsOnlyKeys("steps", "brace", "huge");
  }

  @Test
  @Timeout(60)
  void schemasThatWouldGrowWithoutEndWhenInlinedDoNot() throws UnusableDocumentException {
    var schemas = new StringBuilder("{'S0':{'type':'string','description':'A text to repeat'}");
    for (int i = 1; i <= 60; i++) {
      String below = "{'$ref':'#/components/schemas/S" + (i - 1) + "'}";
      schemas
          .append(",'S")
          .append(i)
          .append("':{'type':'object','properties':{'a':")
          .append(below)
          .append(",'b':")
          .append(below)
          .append("}}");
    }

    JsonNode schema =
        Docs.schemaOfBody(
            "3.1.0",
            "{'type':'object','properties':{'p':{'$ref':'#/components/schemas/S60'}}}",
            schemas + "}");

    assertThat(Json.write(schema).length()).isLessThan(20_000);
  }

  @Test
  void anInterruptEndsTheReading() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> Docs.read(Docs.of("{}")))
          .isInstanceOf(UnusableDocumentException.class)
          .hasMessageContaining("too long");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static List<String> names(byte[] document) throws UnusableDocumentException {
    return Docs.read(document).tools().stream().map(Tool::name).toList();
  }

  private static List<String> arguments(OpenApiTool tool) {
    return tool.definition()
        .inputSchema()
        .path("properties")
        .propertyStream()
        .map(property -> property.getKey())
        .toList();
  }
}
