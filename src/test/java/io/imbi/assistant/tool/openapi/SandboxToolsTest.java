package io.imbi.assistant.tool.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.sandbox.Sandbox;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolCatalogues;
import io.imbi.assistant.tool.ToolDispatcher;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.tool.ToolSource.Refresh;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole way of a call: catalogue, dispatcher, API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxToolsTest {

  private static final Caller ADA =
      new Caller(
          new Principal.User("ada@acme.example", "Ada", new Permissions(true, Set.of())),
          new BearerToken("t0ken"));

  /** Lets Ada in, by her token. */
  private static Authentication authenticate(BearerToken token) {
    return token.equals(ADA.token())
        ? new Authentication.Authenticated(ADA)
        : new Authentication.Refused("Token is invalid");
  }

  private record Here(URI baseUri) implements ImbiApiLocation {}

  private final Sandbox sandbox =
      Sandbox.start(
          new Deployment(Deployment.DEVELOPMENT),
          SandboxToolsTest::authenticate,
          Clock.systemUTC());
  private final ApplicationContext context =
      ApplicationContext.builder(Map.of("imbi.assistant.sandbox", "off"))
          .enableDefaultPropertySources(false)
          .build();

  @BeforeAll
  void start() {
    context.registerSingleton(ImbiApiLocation.class, new Here(sandbox.baseUri()));
    context.start();
    assertThat(context.getBean(OpenApiSource.class).refresh())
        .isInstanceOf(Refresh.Succeeded.class);
  }

  @AfterAll
  void stop() {
    context.close();
    sandbox.close();
  }

  @Test
  void callsReadAndChangeWhatTheApiHolds() {
    assertThat(success("list_organizations", "{}")).contains("slug");
    String team =
        Json.write(
            Json.object()
                .put("org_slug", firstOrganization())
                .put("name", "Night Watch")
                .put("slug", "night-watch"));

    success("create_team", team);

    assertThat(success("list_teams", "{'org_slug':'" + firstOrganization() + "'}"))
        .contains("night-watch");
  }

  @Test
  void wrongArgumentsAreRefusedBeforeTheApiSeesThem() {
    assertThat(failure("list_teams", "{}")).contains("'org_slug'", "nothing was called");
  }

  @Test
  void whatTheApiRefusesComesBackWithItsReason() {
    assertThat(failure("list_teams", "{'org_slug':'no-such-organization'}")).startsWith("HTTP 404");
  }

  private String firstOrganization() {
    return Json.parse(success("list_organizations", "{}")).findPath("slug").asText();
  }

  private String success(String tool, String arguments) {
    return switch (dispatch(tool, arguments)) {
      case ToolOutcome.Success(var content) -> content.textValue();
      case ToolOutcome other -> throw new AssertionError(tool + ": " + other);
    };
  }

  private String failure(String tool, String arguments) {
    return switch (dispatch(tool, arguments)) {
      case ToolOutcome.Failure(var content) -> content.textValue();
      case ToolOutcome other -> throw new AssertionError(tool + ": " + other);
    };
  }

  private ToolOutcome dispatch(String tool, String arguments) {
    return context
        .getBean(ToolDispatcher.class)
        .dispatch(
            context.getBean(ToolCatalogues.class).current(),
            new ToolCall("toolu_1", tool, (ObjectNode) Docs.json(arguments), ADA))
        .blockOptional()
        .orElseThrow();
  }
}
