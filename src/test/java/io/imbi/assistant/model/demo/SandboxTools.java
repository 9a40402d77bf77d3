package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.sandbox.Sandbox;
import io.imbi.assistant.tool.ToolDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A sandbox and its operations as tools, with the two that a browser runs. */
final class SandboxTools implements AutoCloseable {

  private final Sandbox sandbox;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonNode document;
  private final Map<String, Operation> operations = new LinkedHashMap<>();
  private final List<ToolDefinition> definitions = new ArrayList<>();

  private record Operation(String method, String path, JsonNode json) {}

  SandboxTools() {
    sandbox =
        Sandbox.start(
            new Deployment(Deployment.DEVELOPMENT), SandboxTools::administrator, Clock.systemUTC());
    document = Json.parse(send("GET", "/openapi.json", null).body());
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(method -> add(method.getKey(), path.getKey(), method.getValue())));
    definitions.add(browserTool("navigate_to", "{\"path\":{\"type\":\"string\"}}", "path"));
    definitions.add(
        browserTool(
            "refresh_data",
            "{\"resource\":{\"type\":\"string\",\"enum\":[\"projects\",\"project_types\","
                + "\"environments\",\"teams\",\"organizations\"]},"
                + "\"org_slug\":{\"type\":\"string\"}}",
            "resource"));
  }

  private static Authentication administrator(BearerToken token) {
    return new Authentication.Authenticated(
        new Caller(
            new Principal.User("ada@acme.example", "Ada Larsen", new Permissions(true, Set.of())),
            token));
  }

  List<ToolDefinition> definitions() {
    return definitions;
  }

  /** Runs a call as the service would. */
  ContentBlock.ToolResult call(ContentBlock.ToolUse use) {
    Operation operation = operations.get(use.name());
    if (operation == null) {
      return new ContentBlock.ToolResult(
          use.id(), Json.text("{\"success\":true,\"action\":\"" + use.name() + "\"}"), false);
    }
    String path = operation.path();
    List<String> query = new ArrayList<>();
    ObjectNode body = Json.object();
    for (var argument : use.input().properties()) {
      String in = placeOf(operation, argument.getKey());
      switch (in) {
        case "path" ->
            path =
                path.replace("{" + argument.getKey() + "}", encode(argument.getValue().asText()));
        case "query" -> {
          Iterable<JsonNode> values =
              argument.getValue() instanceof ArrayNode array ? array : List.of(argument.getValue());
          values.forEach(value -> query.add(argument.getKey() + "=" + encode(value.asText())));
        }
        default -> body.set(argument.getKey(), argument.getValue());
      }
    }
    String sent =
        operation.json().has("requestBody")
            ? Json.write(body.has("body") ? body.get("body") : body)
            : null;
    HttpResponse<String> response =
        send(
            operation.method(),
            query.isEmpty() ? path : path + "?" + String.join("&", query),
            sent);
    return new ContentBlock.ToolResult(
        use.id(), Json.text(response.body()), response.statusCode() >= 400);
  }

  private void add(String method, String path, JsonNode json) {
    if (!json.path("x-imbi-ai-tool").asBoolean(true) || path.endsWith("/status")) {
      return;
    }
    String name = json.path("operationId").asText().split("__", 2)[0];
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (JsonNode parameter : json.path("parameters")) {
      ObjectNode property = parameter.path("schema").deepCopy();
      property.set("description", parameter.path("description"));
      properties.set(parameter.path("name").asText(), property);
      if (parameter.path("required").asBoolean()) {
        required.add(parameter.path("name").asText());
      }
    }
    JsonNode body = resolved(json.at("/requestBody/content/application~1json/schema"));
    if (body.has("properties")) {
      body.path("properties").properties().forEach(p -> properties.set(p.getKey(), p.getValue()));
      body.path("required").forEach(required::add);
    } else if (!body.isMissingNode()) {
      ObjectNode whole = body.deepCopy();
      whole.set("items", resolved(body.path("items")));
      properties.set("body", whole);
      required.add("body");
    }
    operations.put(name, new Operation(method.toUpperCase(Locale.ROOT), path, json));
    definitions.add(
        new ToolDefinition(
            name,
            json.path("summary").asText() + "\n" + json.path("description").asText(),
            schema));
  }

  private JsonNode resolved(JsonNode schema) {
    return schema.has("$ref") ? document.at(schema.get("$ref").asText().substring(1)) : schema;
  }

  private static String placeOf(Operation operation, String name) {
    for (JsonNode parameter : operation.json().path("parameters")) {
      if (parameter.path("name").asText().equals(name)) {
        return parameter.path("in").asText();
      }
    }
    return "body";
  }

  private static ToolDefinition browserTool(String name, String properties, String required) {
    return new ToolDefinition(
        name,
        "Runs in the browser.",
        (ObjectNode)
            Json.parse(
                "{\"type\":\"object\",\"properties\":"
                    + properties
                    + ",\"required\":[\""
                    + required
                    + "\"]}"));
  }

  private HttpResponse<String> send(String method, String path, @Nullable String body) {
    URI uri = sandbox.baseUri().resolve(path);
    try {
      return http.send(
          HttpRequest.newBuilder(uri)
              .header("Authorization", "Bearer any")
              .method(
                  method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.close();
    sandbox.close();
  }
}
