package io.imbi.assistant.tool.mcp;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.mcp.McpHealth.State;
import io.imbi.assistant.tool.mcp.McpServer.Auth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The program that the MCP project's conformance suite runs against its own servers, see {@code
 * src/test/mcp/conformance.sh}: connects to the server that it is given, and calls each of its
 * tools once.
 */
final class ConformanceClient {

  private ConformanceClient() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    URI url = URI.create(args[args.length - 1]);
    Auth auth = auth(url, System.getenv("MCP_CONFORMANCE_CONTEXT"));
    try (var fixture = new Fixture(Fixture.server("suite", url, auth)).started()) {
      await().atMost(Duration.ofSeconds(20)).until(() -> fixture.health().state() == State.HEALTHY);
      for (Tool tool : fixture.source.tools()) {
        System.out.println(Fixture.text(fixture.call(tool.name(), arguments(tool))));
      }
    }
    System.exit(0);
  }

  /** Where tokens are to be had is configured in an installation; the suite has it looked up. */
  private static Auth auth(URI url, @Nullable String context)
      throws IOException, InterruptedException {
    if (context == null || !Json.parse(context).has("client_secret")) {
      return new Auth.None();
    }
    JsonNode client = Json.parse(context);
    JsonNode resource =
        get(url.resolve("/.well-known/oauth-protected-resource" + url.getRawPath()));
    URI authority = URI.create(resource.path("authorization_servers").path(0).asText());
    JsonNode metadata = get(authority.resolve("/.well-known/oauth-authorization-server"));
    return new Auth.OAuthClientCredentials(
        URI.create(metadata.path("token_endpoint").asText()),
        client.path("client_id").asText(),
        new Secret(client.path("client_secret").asText()),
        null);
  }

  private static JsonNode get(URI url) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return Json.parse(
          http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray())
              .body());
    }
  }

  /** Something of the right type for each argument. */
  private static ObjectNode arguments(Tool tool) {
    ObjectNode arguments = Json.object();
    tool.definition()
        .inputSchema()
        .path("properties")
        .properties()
        .forEach(
            property -> {
              switch (property.getValue().path("type").asText()) {
                case "number", "integer" -> arguments.put(property.getKey(), 5);
                case "boolean" -> arguments.put(property.getKey(), true);
                default -> arguments.put(property.getKey(), "text");
              }
            });
    return arguments;
  }
}
