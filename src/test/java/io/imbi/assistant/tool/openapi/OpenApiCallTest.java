package io.imbi.assistant.tool.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.imbi.RecordingApi;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolOutcome;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that go over the wire. */
@Timeout(60)
class OpenApiCallTest {

  private static final RecordingApi API = new RecordingApi();
  private static final ApiCalls CALLS = Docs.callsTo(API);

  private static final String GET_BY_PATH =
      """
      {'/api/orgs/{org}/values:fetch':{'get':{'operationId':'x','responses':{},'parameters':[
        {'name':'org','in':'path','required':true,'schema':{'type':'string'}}]}}}
      """;

  @BeforeEach
  void forget() {
    API.forget();
    API.answering(RecordingApi.json(200, "{}"));
  }

  @AfterAll
  static void stop() {
    CALLS.close();
    API.close();
  }

  @Test
  void theBodyOfASuccessIsTheResultAndTheCallersTokenIsSent() throws Exception {
    API.answering(RecordingApi.json(200, "{\"name\": \"Acme\"}"));

    assertThat(call(GET_BY_PATH, "{'org':'acme'}"))
        .isEqualTo(ToolOutcome.success("{\"name\": \"Acme\"}"));
    assertThat(API.last().method()).isEqualTo("GET");
    assertThat(API.last().target()).isEqualTo("/api/orgs/acme/values:fetch");
    assertThat(API.last().header("Authorization")).isEqualTo("Bearer t0ken");
    assertThat(API.last().header("Cookie")).isNull();
  }

  @Test
  void aPathArgumentReachesNoOtherResource() throws Exception {
    call(GET_BY_PATH, "{'org':'a/b?c=d#e%2F;f'}");

    assertThat(API.last().target()).isEqualTo("/api/orgs/a%2Fb%3Fc%3Dd%23e%252F%3Bf/values:fetch");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'org':'..'}",
        "{'org':'.'}",
        "{'org':''}",
        "{}",
        "{'org':null}",
        "{'org':'../x'}",
        "{'org':'a/../../auth/token'}",
        "{'org':'..\\\\x'}"
      })
  void aPathArgumentThatLeadsElsewhereIsAFailureAndNotARequest(String arguments) throws Exception {
    assertThat(failure(call(GET_BY_PATH, arguments))).contains("org");
    assertThat(API.received()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'schema':{}}                                       | {'q':'a b&c'}        | ?q=a%20b%26c
          {'schema':{}}                                       | {'q':true}           | ?q=true
          {'schema':{}}                                       | {'q':1.50}           | ?q=1.50
          {'schema':{}}                                       | {'q':null}           | ``
          {'schema':{}}                                       | {}                   | ``
          {'schema':{'type':'array'}}                         | {'q':['a','b c']}    | ?q=a&q=b%20c
          {'schema':{'type':'array'}}                         | {'q':[]}             | ``
          {'schema':{'type':'array'},'explode':false}         | {'q':['a','b']}      | ?q=a%2Cb
          {'style':'spaceDelimited','schema':{}}              | {'q':['a','b']}      | ?q=a%20b
          {'style':'pipeDelimited','schema':{}}               | {'q':['a','b']}      | ?q=a%7Cb
          {'style':'pipeDelimited','explode':true,'schema':{}} | {'q':['a','b']}     | ?q=a&q=b
          {'style':'deepObject','schema':{}}                  | {'q':{'a':1,'b':'x'}} | ?q%5Ba%5D=1&q%5Bb%5D=x
          {'schema':{'type':'object'}}                        | {'q':{'a':1,'b':'x'}} | ?a=1&b=x
          {'schema':{'type':'object'},'explode':false}        | {'q':{'a':1}}        | ?q=a%2C1
          {'content':{'application/json':{'schema':{}}}}      | {'q':{'a':[1]}}      | ?q=%7B%22a%22%3A%5B1%5D%7D
          """)
  void queryParameters(String parameter, String arguments, String query) throws Exception {
    ObjectNode described = (ObjectNode) Docs.json(parameter);
    described.put("name", "q").put("in", "query");

    call(
        "{'/api/x':{'get':{'operationId':'x','responses':{},'parameters':[" + described + "]}}}",
        arguments);

    assertThat(API.last().target()).isEqualTo("/api/x" + query);
  }

  @Test
  void arraysInPathsAndHeadersAreSeparatedByCommas() throws Exception {
    call(
        """
        {'/api/{ids}':{'get':{'operationId':'x','responses':{},'parameters':[
          {'name':'ids','in':'path','required':true,'schema':{'type':'array'}},
          {'name':'X-Ids','in':'header','schema':{'type':'array'}}]}}}
        """,
        "{'ids':[1,2],'X-Ids':['a','b']}");

    assertThat(API.last().target()).isEqualTo("/api/1%2C2");
    assertThat(API.last().header("X-Ids")).isEqualTo("a,b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\r\\nAuthorization: Bearer x", "\\u0000", "ä", "a\\nb"})
  void aHeaderCannotBeSplit(String value) throws Exception {
    assertThat(
            failure(
                call(
                    """
                    {'/api/x':{'get':{'operationId':'x','responses':{},'parameters':[
                      {'name':'X-Id','in':'header','schema':{}}]}}}
                    """,
                    "{'X-Id':'" + value + "'}")))
        .contains("X-Id");
    assertThat(API.received()).isEmpty();
  }

  @Test
  void aJsonBodyKeepsItsNullsAndItsNumbers() throws Exception {
    call(
        post("application/json", "{'type':'object','properties':{'a':{},'b':{},'c':{},'$ref':{}}}"),
        "{'a':null,'b':1.10,'c':{'d':null},'_ref':'x'}");

    assertThat(API.last().body())
        .isEqualTo("{\"a\":null,\"b\":1.10,\"c\":{\"d\":null},\"$ref\":\"x\"}");
    assertThat(API.last().header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void aRequiredBodyIsSentEvenIfItIsEmptyAndAnOptionalOneIsNot() throws Exception {
    call(post("application/json", "{'type':'object','properties':{'a':{}}}"), "{}");
    assertThat(API.last().body()).isEqualTo("{}");

    call(
        post(
            "application/json",
            "{'anyOf':[{'type':'object','properties':{'a':{}}},{'type':'null'}]}"),
        "{}");
    assertThat(API.last().body()).isEmpty();
    assertThat(API.last().header("Content-Type")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'body':[{'op':'remove','path':'/a'}]} | [{"op":"remove","path":"/a"}]
          {'body':null}                          | null
          {'body':'text'}                        | "text"
          """)
  void aWholeBodyIsSentAsItIs(String arguments, String sent) throws Exception {
    call(post("application/json-patch+json", "{}"), arguments);

    assertThat(API.last().body()).isEqualTo(sent);
    assertThat(API.last().header("Content-Type")).isEqualTo("application/json-patch+json");
  }

  @Test
  void furtherPropertiesGoIntoABodyThatTakesThem() throws Exception {
    call(
        post(
            "application/json",
            "{'type':'object','properties':{'a':{}},'additionalProperties':true}"),
        "{'a':1,'b':2}");

    assertThat(API.last().body()).isEqualTo("{\"a\":1,\"b\":2}");
  }

  @Test
  void anUnknownArgumentIsAFailureThatNamesTheKnownOnes() throws Exception {
    assertThat(failure(call(GET_BY_PATH, "{'org':'a','slim':true}"))).contains("slim", "org");
    assertThat(API.received()).isEmpty();
  }

  @Test
  void aFormIsSentAsAForm() throws Exception {
    call(
        post(
            "application/x-www-form-urlencoded",
            "{'type':'object','properties':{'a':{},'b':{},'c':{},'d':{}}}"),
        "{'a':'x y&z','b':[1,2],'c':null,'d':{'e':1}}");

    assertThat(API.last().header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(API.last().body()).isEqualTo("a=x+y%26z&b=1&b=2&d=%7B%22e%22%3A1%7D");
  }

  @Test
  void aMultipartFormIsSentInParts() throws Exception {
    call(
        post(
            "multipart/form-data",
            """
            {'type':'object','properties':{'note':{'type':'string'},'meta':{'type':'object'},
              'file':{'type':'string','format':'binary'},'image':{'type':'string','contentMediaType':'image/png'},
              'quo\\\\\\"te':{'type':'string'}}}
            """),
        """
        {'note':'hello','meta':{'a':1},'file':'line 1','image':'data:image/png;base64,aGk=',
         'quo__te':'x'}
        """);

    String type = String.valueOf(API.last().header("Content-Type"));
    assertThat(type).startsWith("multipart/form-data; boundary=");
    String boundary = "--" + type.substring(type.indexOf('=') + 1);
    assertThat(API.last().body())
        .isEqualTo(
            """
            BB
            Content-Disposition: form-data; name="note"

            hello
            BB
            Content-Disposition: form-data; name="meta"
            Content-Type: application/json

            {"a":1}
            BB
            Content-Disposition: form-data; name="file"; filename="file"
            Content-Type: text/plain; charset=utf-8

            line 1
            BB
            Content-Disposition: form-data; name="image"; filename="image"
            Content-Type: image/png

            hi
            BB
            Content-Disposition: form-data; name="quo\\%22te"

            x
            BB--
            """
                .replace("BB", boundary)
                .replace("\n", "\r\n"));
  }

  @Test
  void aTextBodyIsSentAsText() throws Exception {
    call(post("text/markdown", "{'type':'string'}"), "{'body':'# Ä'}");

    assertThat(API.last().header("Content-Type")).isEqualTo("text/markdown; charset=utf-8");
    assertThat(API.last().body()).isEqualTo("# Ä");
  }

  @Test
  void jsonIsPreferredToOtherMediaTypes() throws Exception {
    call(
        """
        {'/api/x':{'post':{'operationId':'x','responses':{},'requestBody':{'required':true,'content':{
          'multipart/form-data':{'schema':{'type':'object','properties':{'m':{}}}},
          'application/json':{'schema':{'type':'object','properties':{'j':{}}}}}}}}}
        """,
        "{'j':1}");

    assertThat(API.last().body()).isEqualTo("{\"j\":1}");
  }

  @Test
  void aDeleteMayHaveABody() throws Exception {
    call(
        """
        {'/api/x':{'delete':{'operationId':'x','responses':{},'requestBody':{'required':true,
          'content':{'application/json':{'schema':{'type':'array'}}}}}}}
        """,
        "{'body':['a']}");

    assertThat(API.last().method()).isEqualTo("DELETE");
    assertThat(API.last().body()).isEqualTo("[\"a\"]");
  }

  @Test
  void anErrorIsAFailureWithItsStatusAndItsBody() throws Exception {
    API.answering(RecordingApi.json(422, "{\"detail\":\"slug is taken\"}"));

    assertThat(call(GET_BY_PATH, "{'org':'acme'}"))
        .isEqualTo(
            ToolOutcome.failure("HTTP 422 Unprocessable Entity\n{\"detail\":\"slug is taken\"}"));
  }

  @Test
  void aSuccessWithoutContentSaysSo() throws Exception {
    API.answering(RecordingApi.answer(204, "application/json", new byte[0]));

    assertThat(call(GET_BY_PATH, "{'org':'acme'}"))
        .isEqualTo(ToolOutcome.success("HTTP 204 No Content: done, with no content"));
  }

  @Test
  void binaryContentIsDescribed() throws Exception {
    API.answering(
        RecordingApi.answer(200, "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1}));

    assertThat(call(GET_BY_PATH, "{'org':'acme'}"))
        .isEqualTo(ToolOutcome.success("(image/png, 6 bytes, which cannot be shown as text)"));
  }

  @Test
  void textOfAnUnknownTypeIsShown() throws Exception {
    API.answering(
        RecordingApi.answer(
            200, "application/octet-stream", "plain ä".getBytes(StandardCharsets.UTF_8)));

    assertThat(call(GET_BY_PATH, "{'org':'acme'}")).isEqualTo(ToolOutcome.success("plain ä"));
  }

  @Test
  void aRedirectToAnotherHostDoesNotCarryTheToken() throws Exception {
    try (var elsewhere = new RecordingApi()) {
      API.answering(RecordingApi.redirect(307, elsewhere.url() + "/"));

      assertThat(failure(call(GET_BY_PATH, "{'org':'acme'}"))).contains("HTTP 307", "not followed");
      assertThat(elsewhere.received()).isEmpty();
    }
  }

  @Test
  void theTokensOfConcurrentCallersAreNeverMixed() throws Exception {
    Map<String, String> tokenOfOrg = new ConcurrentHashMap<>();
    API.answering(
        exchange -> {
          tokenOfOrg.put(
              exchange.getRequestURI().getPath(),
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          RecordingApi.json(200, exchange.getRequestURI().getPath()).to(exchange);
        });
    OpenApiTool tool = tool(GET_BY_PATH, CALLS);

    List<Thread> callers = new ArrayList<>();
    Map<Integer, ToolOutcome> outcomes = new ConcurrentHashMap<>();
    for (int i = 0; i < 200; i++) {
      int n = i;
      callers.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  outcomes.put(n, tool.call(arguments("{'org':'o" + n + "'}", "token" + n)));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread caller : callers) {
      caller.join();
    }

    for (int i = 0; i < 200; i++) {
      String path = "/api/orgs/o" + i + "/values:fetch";
      assertThat(tokenOfOrg.get(path)).isEqualTo("Bearer token" + i);
      assertThat(outcomes.get(i)).isEqualTo(ToolOutcome.success(path));
    }
    assertThat(tool.toString()).doesNotContain("token1");
  }

  @Test
  void anEndlessAnswerIsGivenUp() throws Exception {
    var gone = new CountDownLatch(1);
    API.answering(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            while (true) {
              exchange.getResponseBody().write(new byte[10_000]);
            }
          } catch (IOException e) {
            gone.countDown();
          }
        });
    try (var calls = calls(Duration.ofSeconds(30), 100_000)) {
      assertThat(failure(tool(GET_BY_PATH, calls).call(arguments("{'org':'a'}", "t"))))
          .contains("100000 bytes", "Narrow the query");
    }
    await().until(() -> gone.getCount() == 0);
  }

  @Test
  void aSlowAnswerIsAFailureThatSaysWhatIsUnknown() throws Exception {
    var end = new CountDownLatch(1);
    API.answering(
        exchange -> {
          try {
            end.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (var calls = calls(Duration.ofMillis(100), 1_000)) {
      assertThat(failure(tool(GET_BY_PATH, calls).call(arguments("{'org':'a'}", "t"))))
          .isEqualTo("The Imbi API did not answer in time.");
      assertThat(
              failure(
                  tool(post("application/json", "{}"), calls).call(arguments("{'body':1}", "t"))))
          .contains("did not answer in time", "unknown");
    }
    end.countDown();
  }

  @Test
  void anInterruptClosesTheConnection() throws Exception {
    var gone = new CountDownLatch(1);
    API.answering(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            while (!gone.await(20, TimeUnit.MILLISECONDS)) {
              exchange.getResponseBody().write('x');
              exchange.getResponseBody().flush();
            }
          } catch (IOException e) {
            gone.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    OpenApiTool tool = tool(GET_BY_PATH, CALLS);
    var interrupted = new CountDownLatch(1);
    Thread caller =
        Thread.startVirtualThread(
            () -> {
              try {
                tool.call(arguments("{'org':'a'}", "t"));
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });

    await().until(() -> !API.received().isEmpty());
    caller.interrupt();

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anApiThatCannotBeReachedIsAFailure() throws Exception {
    try (var calls = new ApiCalls(() -> URI.create("http://127.0.0.1:1"), Settings.DEFAULT)) {
      assertThat(
              failure(
                  tool(post("application/json", "{}"), calls).call(arguments("{'body':1}", "t"))))
          .isEqualTo("The Imbi API cannot be reached; nothing was done.");
    }
  }

  @Test
  void anAnswerThatBreaksOffIsAFailureThatSaysWhatIsUnknown() throws Exception {
    API.answering(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          throw new IllegalStateException("gone");
        });

    assertThat(failure(call(post("application/json", "{}"), "{'body':1}")))
        .contains("broke off", "unknown");
  }

  private static ApiCalls calls(Duration timeout, int maxBytes) {
    OpenApiSettings defaults = Settings.DEFAULT;
    return new ApiCalls(
        API::url,
        new OpenApiSettings(
            defaults.maxDocumentBytes(),
            defaults.documentTimeout(),
            timeout,
            maxBytes,
            defaults.firstRetry(),
            defaults.longestRetry()));
  }

  private static String post(String mediaType, String schema) {
    return "{'/api/x':{'post':{'operationId':'x','responses':{},'requestBody':{'required':true,'content':{'"
        + mediaType
        + "':{'schema':"
        + schema
        + "}}}}}}";
  }

  private static OpenApiTool tool(String paths, ApiCalls calls) throws UnusableDocumentException {
    DocumentTools read = DocumentTools.read(Docs.of(paths), calls);
    assertThat(read.leftOut()).isEmpty();
    return read.tools().getFirst();
  }

  private static ToolOutcome call(String paths, String arguments) throws Exception {
    return tool(paths, CALLS).call(arguments(arguments, "t0ken"));
  }

  private static ToolCall arguments(String arguments, String token) {
    return new ToolCall(
        "toolu_1",
        "x",
        (ObjectNode) Json.parse(arguments.replace('\'', '"')),
        new Caller(
            new Principal.User("ada@example.com", "Ada", Permissions.NONE),
            new BearerToken(token)));
  }

  private static String failure(ToolOutcome outcome) {
    if (outcome instanceof ToolOutcome.Failure failure) {
      return failure.content().textValue();
    }
    throw new AssertionError("Not a failure: " + outcome);
  }
}
