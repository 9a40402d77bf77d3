package io.imbi.assistant.tool.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.InputSchemas;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserSourceTest {

  private final List<Tool> tools = new BrowserSource().tools();

  @Test
  void theDefinitionsAreOnesThatAModelTakes() {
    assertThat(tools).extracting(Tool::name).containsExactly("navigate_to", "refresh_data");
    assertThat(tools)
        .allSatisfy(
            tool -> assertThat(InputSchemas.problem(tool.definition().inputSchema())).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/projects", "/projects?x=1#top", "/organizations/o/projects/p"})
  void aPathWithinTheUiIsHandedToTheBrowser(String path) throws InterruptedException {
    ObjectNode arguments = Json.object().put("path", path);

    assertThat(call(0, arguments))
        .isEqualTo(new ToolOutcome.ClientAction("navigate_to", arguments));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "projects",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/a\nb",
        "/a\u0000b",
        "/a\u0085b",
        " /projects"
      })
  void anythingElseIsRefused(String path) throws InterruptedException {
    assertThat(call(0, Json.object().put("path", path))).isInstanceOf(ToolOutcome.Failure.class);
  }

  @Test
  void aRefreshIsHandedToTheBrowserAsItCame() throws InterruptedException {
    ObjectNode arguments = Json.object().put("resource", "teams").put("org_slug", "acme");

    assertThat(call(1, arguments))
        .isEqualTo(new ToolOutcome.ClientAction("refresh_data", arguments));
  }

  @Test
  void theResourcesAreThoseThatTheUiKnows() {
    assertThat(tools.get(1).definition().inputSchema().at("/properties/resource/enum"))
        .extracting(node -> node.textValue())
        .containsExactly(
            "projects",
            "project_types",
            "environments",
            "teams",
            "organizations",
            "blueprints",
            "roles",
            "users",
            "service_accounts");
  }

  private ToolOutcome call(int index, ObjectNode arguments) throws InterruptedException {
    Tool tool = tools.get(index);
    return tool.call(
        new ToolCall(
            "toolu_1",
            tool.name(),
            arguments,
            new Caller(
                new Principal.User("ada@example.com", "Ada", Permissions.NONE),
                new BearerToken("t0ken"))));
  }
}
