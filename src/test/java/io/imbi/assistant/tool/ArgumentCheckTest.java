package io.imbi.assistant.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ArgumentCheckTest {

  private final ArgumentCheck check = new ArgumentCheck();

  @Test
  void aProblemNamesTheMemberAndWhatWasExpected() {
    String schema =
        """
        {'type':'object','required':['org_slug'],'properties':{
          'org_slug':{'type':'string'},
          'limit':{'type':'integer','maximum':100},
          'state':{'enum':['open','closed']},
          'tags':{'type':'array','items':{'type':'object','properties':{'name':{'type':'string'}}}}}}
        """;

    assertThat(problems(schema, "{'limit':'ten','state':'lost','tags':[{'name':1}]}"))
        .containsExactlyInAnyOrder(
            "arguments: required property 'org_slug' not found",
            "limit: string found, integer expected",
            "state: does not have a value in the enumeration [\"open\", \"closed\"]",
            "tags[0].name: integer found, string expected");
  }

  @Test
  void goodArgumentsHaveNoProblems() {
    assertThat(problems("{'type':'object','properties':{'n':{'type':'integer'}}}", "{'n':1}"))
        .isEmpty();
  }

  @Test
  void anUnknownMemberIsRefusedOnlyWhereTheSchemaSaysSo() {
    String open = "{'type':'object','properties':{'a':{}}}";
    String closed = "{'type':'object','properties':{'a':{}},'additionalProperties':false}";

    assertThat(problems(open, "{'b':1}")).isEmpty();
    assertThat(problems(closed, "{'b':1}")).singleElement().asString().contains("'b'");
  }

  @Test
  void recursiveSchemasWork() {
    String schema =
        """
        {'type':'object','properties':{'root':{'$ref':'#/$defs/Node'}},'$defs':{'Node':
          {'type':'object','properties':{'children':{'type':'array','items':{'$ref':'#/$defs/Node'}}}}}}
        """;

    assertThat(problems(schema, "{'root':{'children':[{'children':[]}]}}")).isEmpty();
    assertThat(problems(schema, "{'root':{'children':[{'children':3}]}}"))
        .containsExactly("root.children[0].children: integer found, array expected");
  }

  @Test
  void aDefinitionOfAnOlderDraftIsCheckedByItsOwnRules() {
    String schema =
        """
        {'$schema':'http://json-schema.org/draft-07/schema#','type':'object',
         'properties':{'a':{'$ref':'#/definitions/A'}},'definitions':{'A':{'type':'string'}}}
        """;

    assertThat(problems(schema, "{'a':1}")).containsExactly("a: integer found, string expected");
  }

  @Test
  void nothingOutsideTheSchemaIsEverRead() throws IOException {
    var requests = new AtomicInteger();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:%d/schema.json".formatted(server.getAddress().getPort());

      assertThat(problems("{'type':'object','properties':{'a':{'$ref':'" + url + "'}}}", "{'a':1}"))
          .isEmpty();
      assertThat(problems("{'$schema':'" + url + "','type':'object'}", "{}")).isEmpty();
      assertThat(problems("{'type':'object','$ref':'file:///etc/passwd'}", "{}")).isEmpty();
      assertThat(requests).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aPatternThatBacktracksWithoutEndDoesNotHoldTheCallUp() {
    String schema =
        "{'type':'object','properties':{'a':{'pattern':'^(([a-z])+.)+[A-Z]([a-z])+$'}}}";
    String arguments = "{'a':'" + "a".repeat(5_000) + "'}";

    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertThat(problems(schema, arguments)).isEmpty());
  }

  @Test
  void anOrdinaryPatternIsChecked() {
    String schema = "{'type':'object','properties':{'a':{'pattern':'^[a-z]+$'}}}";

    assertThat(problems(schema, "{'a':'A1'}")).hasSize(1);
    assertThat(problems(schema, "{'a':'abc'}")).isEmpty();
  }

  @Test
  void aSchemaThatCannotBeUsedRefusesNothing() {
    assertThat(problems("{'type':'object','$ref':'#/$defs/Missing'}", "{'a':1}")).isEmpty();
    assertThat(problems("{'type':'object','properties':{'a':{'pattern':'('}}}", "{'a':'x'}"))
        .isEmpty();
  }

  @Test
  void twoToolsWithOneSchemaIdAreNotMixedUp() {
    String one =
        "{'$id':'https://example.com/s','type':'object','properties':{'a':{'type':'string'}}}";
    String other =
        "{'$id':'https://example.com/s','type':'object','properties':{'a':{'type':'integer'}}}";

    assertThat(problems(one, "{'a':'x'}")).isEmpty();
    assertThat(problems(other, "{'a':'x'}")).hasSize(1);
  }

  private List<String> problems(String schema, String arguments) {
    return check.problems(
        new ToolDefinition("tool", "A tool", StubTool.schema(schema)), StubTool.schema(arguments));
  }
}
