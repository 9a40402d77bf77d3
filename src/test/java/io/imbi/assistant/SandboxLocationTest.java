package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.Authenticator;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.TokenIssuer;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelMessage.Author;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.ModelRequest.ToolUseMode;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.sandbox.Sandbox;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolCatalogue;
import io.imbi.assistant.tool.ToolCatalogues;
import io.imbi.assistant.tool.ToolDispatcher;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.tool.ToolSource;
import io.imbi.assistant.tool.openapi.ImbiApiLocation;
import io.micronaut.context.ApplicationContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a machine with nothing on it, the demo model answers through the sandbox's real tools. */
class SandboxLocationTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static ApplicationContext context;
  private static ToolCatalogue catalogue;

  @BeforeAll
  static void start() {
    context = ApplicationContext.builder("nodatabase").start();
    context.getBeansOfType(ToolSource.class).stream()
        .filter(source -> source.origin() == ToolOrigin.OPENAPI)
        .forEach(
            source ->
                assertThat(source.refresh()).isInstanceOf(ToolSource.Refresh.Succeeded.class));
    catalogue = context.getBean(ToolCatalogues.class).current();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @Test
  void theSandboxIsTheApi() {
    assertThat(context.getBean(ImbiApiLocation.class).baseUri())
        .isEqualTo(context.getBean(Sandbox.class).baseUri());
  }

  @Test
  void itsOperationsAreToolsButForThoseThatAreNot() {
    assertThat(catalogue.tools())
        .extracting(Tool::name)
        .contains("list_projects", "create_project", "record_deployment", "navigate_to")
        .doesNotContain("delete_organization", "status");
  }

  @Test
  void aQuestionIsAnsweredFromTheCompany() {
    assertThat(ask(caller(true), "Which projects does the platform team have?"))
        .startsWith("[demo model]")
        .contains("Deploy Gate", "Build Cache", "Cluster Console");
  }

  @Test
  void anOrderChangesTheCompany() {
    Caller ada = caller(true);

    assertThat(ask(ada, "Create a project called Payment Gateway in acme for team platform"))
        .contains("payment-gateway");
    assertThat(ask(ada, "rename project payment-gateway to Cash Desk")).contains("Cash Desk");
  }

  @Test
  void theCallersOwnTokenDecidesWhatMayBeDone() {
    Caller reader = caller(false, "organization:read", "project:read");

    assertThat(ask(reader, "list projects in acme")).contains("Deploy Gate");
    assertThat(ask(reader, "create a team called Security in org acme"))
        .contains("No tool that is offered here matches your words.");
    assertThat(catalogue.offeredTo(reader.permissions()))
        .extracting(Tool::name)
        .doesNotContain("create_team");
  }

  private static String ask(Caller caller, String question) {
    ChatModel model = context.getBean(ChatModel.class);
    List<OfferedTool> tools =
        catalogue.offeredTo(caller.permissions()).stream()
            .map(tool -> new OfferedTool(tool.definition(), false))
            .toList();
    List<ModelMessage> messages = new ArrayList<>();
    messages.add(new ModelMessage(Author.USER, List.of(new ContentBlock.Text(question))));
    for (int round = 0; round < 10; round++) {
      ModelEvent last =
          model.stream(
                  new ModelRequest(
                      model.defaultModel(),
                      1000,
                      "",
                      tools,
                      ToolUseMode.ALLOWED,
                      messages,
                      Instant.now().plusSeconds(60)))
              .blockLast(PATIENCE);
      List<ContentBlock> content = ((ModelEvent.Completed) Objects.requireNonNull(last)).content();
      if (content.getFirst() instanceof ContentBlock.Text(String text)) {
        return text;
      }
      messages.add(new ModelMessage(Author.ASSISTANT, content));
      messages.add(
          new ModelMessage(
              Author.USER,
              content.stream()
                  .<ContentBlock>map(use -> run(caller, (ContentBlock.ToolUse) use))
                  .toList()));
    }
    throw new AssertionError("It goes round and round");
  }

  private static ContentBlock.ToolResult run(Caller caller, ContentBlock.ToolUse use) {
    ToolOutcome outcome =
        Objects.requireNonNull(
            context
                .getBean(ToolDispatcher.class)
                .dispatch(
                    catalogue, new ToolCall(use.id(), use.name(), (ObjectNode) use.input(), caller))
                .block(PATIENCE));
    return switch (outcome) {
      case ToolOutcome.Success(var content) ->
          new ContentBlock.ToolResult(use.id(), content, false);
      case ToolOutcome.Failure(var content) -> new ContentBlock.ToolResult(use.id(), content, true);
      case ToolOutcome.ClientAction _ ->
          new ContentBlock.ToolResult(use.id(), Json.text("{\"success\":true}"), false);
    };
  }

  private static Caller caller(boolean administrator, String... permissions) {
    BearerToken token =
        new TokenIssuer(context.getBean(JwtSecret.class), Clock.systemUTC())
            .issue(
                new AccessToken(
                    "ada@acme.example",
                    "token",
                    false,
                    "Ada Larsen",
                    administrator,
                    List.of(permissions),
                    Instant.now().plusSeconds(600)));
    return ((Authentication.Authenticated) context.getBean(Authenticator.class).authenticate(token))
        .caller();
  }
}
