package io.imbi.assistant.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.imbi.assistant.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The OpenAPI document against the server: neither knows anything that the other does not. */
class SandboxDocumentTest {

  private static final JsonNode DOCUMENT = Api.resource("openapi.json");

  /** An operation of the document. */
  private record Operation(String method, String path, JsonNode json) {

    @Override
    public String toString() {
      return method + " " + path;
    }

    int okStatus() {
      return json.path("responses").properties().stream()
          .map(response -> Integer.parseInt(response.getKey()))
          .filter(status -> status < 300)
          .findFirst()
          .orElseThrow();
    }

    boolean guarded() {
      return json.has("security");
    }

    /** The path with the examples of the document in it. */
    String example() {
      String filled = path;
      List<String> query = new ArrayList<>();
      for (JsonNode parameter : json.path("parameters")) {
        String name = parameter.path("name").asText();
        JsonNode example = parameter.path("example");
        assertThat(example.isMissingNode()).as("%s has no example of %s", this, name).isFalse();
        if (parameter.path("in").asText().equals("path")) {
          filled = filled.replace("{" + name + "}", example.asText());
        } else if (example.isArray()) {
          example.forEach(each -> query.add(name + "=" + encode(each.asText())));
        } else {
          query.add(name + "=" + encode(example.asText()));
        }
      }
      return query.isEmpty() ? filled : filled + "?" + String.join("&", query);
    }

    @Nullable String body() {
      JsonNode content = json.path("requestBody").path("content").path("application/json");
      return content.isMissingNode() ? null : Json.write(content.path("example"));
    }

    private static String encode(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }

  @Test
  void everyRouteIsDocumentedAndEveryDocumentedOperationIsARoute() {
    Set<String> documented = new TreeSet<>();
    operations().forEach(operation -> documented.add(operation.toString()));
    Set<String> routes = new TreeSet<>();
    routes().forEach(route -> routes.add(route.method() + " " + route.path().template()));
    routes.remove("GET /openapi.json");

    assertThat(documented).isEqualTo(routes);
  }

  @Test
  void theDocumentNamesThePermissionsThatTheServerAsksFor() {
    Map<String, Set<String>> documented = new TreeMap<>();
    operations()
        .forEach(
            operation -> {
              Set<String> names = new TreeSet<>();
              operation.json().path("x-imbi-permission").forEach(name -> names.add(name.asText()));
              documented.put(operation.toString(), names);
            });
    Map<String, Set<String>> asked = new TreeMap<>();
    routes()
        .forEach(
            route ->
                asked.put(
                    route.method() + " " + route.path().template(),
                    switch (route) {
                      case Route.Guarded guarded -> guarded.permissions();
                      case Route.Open _ -> Set.of();
                    }));
    asked.remove("GET /openapi.json");

    assertThat(documented).isEqualTo(asked);
  }

  @Test
  void operationIdsAreNamedAsTheToolsNeedThem() {
    List<String> names =
        operations()
            .map(operation -> operation.json().path("operationId").asText().split("__", 2)[0])
            .toList();

    assertThat(names).doesNotHaveDuplicates().contains("list_projects", "create_project");
    assertThat(
            operations()
                .filter(operation -> operation.path().endsWith("/users/me"))
                .map(Operation::path))
        .containsExactly("/api/users/me");
    assertThat(
            operations()
                .filter(
                    operation ->
                        operation.json().has("x-imbi-ai-tool")
                            && !operation.json().path("x-imbi-ai-tool").asBoolean()))
        .hasSize(1);
  }

  @TestFactory
  Stream<DynamicTest> everyDocumentedExampleAnswersAsDocumented() {
    return operations()
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.toString(),
                    () -> {
                      try (var api = new SandboxClient()) {
                        var answer =
                            api.send(
                                operation.method(),
                                operation.example(),
                                operation.guarded() ? "admin" : null,
                                operation.body());

                        assertThat(answer.status())
                            .as(answer.text())
                            .isEqualTo(operation.okStatus());
                        JsonNode schema =
                            operation
                                .json()
                                .at(
                                    "/responses/"
                                        + operation.okStatus()
                                        + "/content/application~1json/schema");
                        if (schema.isMissingNode()) {
                          assertThat(answer.text()).isEmpty();
                        } else {
                          assertThat(problems(schema, answer.text())).isEmpty();
                        }
                      }
                    }));
  }

  @Test
  void everyDocumentedExampleBodyFitsItsOwnSchema() {
    operations()
        .filter(operation -> operation.body() != null)
        .forEach(
            operation ->
                assertThat(
                        problems(
                            operation.json().at("/requestBody/content/application~1json/schema"),
                            String.valueOf(operation.body())))
                    .as(operation.toString())
                    .isEmpty());
  }

  @Test
  void everyGuardedOperationRefusesStrangersAndThoseWithoutPermission() {
    try (var api = new SandboxClient()) {
      operations()
          .filter(Operation::guarded)
          .forEach(
              operation -> {
                String path = operation.example();
                String method = operation.method();
                assertThat(api.send(method, path, null, operation.body()).status())
                    .as(operation.toString())
                    .isEqualTo(401);
                if (operation.json().has("x-imbi-permission")) {
                  assertThat(api.send(method, path, "may:nothing", operation.body()).status())
                      .as(operation.toString())
                      .isEqualTo(403);
                }
              });
    }
  }

  @Test
  void errorsAreAsDocumented() {
    JsonNode error = DOCUMENT.at("/components/schemas/Error");
    JsonNode invalid = DOCUMENT.at("/components/schemas/ValidationError");
    try (var api = new SandboxClient()) {
      assertThat(problems(error, api.get("/api/organizations/nowhere").text())).isEmpty();
      assertThat(problems(invalid, api.post("/api/organizations/", "{}").text())).isEmpty();
      assertThat(problems(error, api.post("/api/organizations/", "{}").text())).isNotEmpty();
    }
  }

  private static List<String> problems(JsonNode schema, String json) {
    ObjectNode whole = schema.deepCopy();
    whole.set("$defs", DOCUMENT.at("/components/schemas"));
    String text = whole.toString().replace("#/components/schemas/", "#/$defs/");
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(text, InputFormat.JSON)
        .validate(json, InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .toList();
  }

  private static Stream<Operation> operations() {
    return DOCUMENT.path("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .map(
                        method ->
                            new Operation(
                                method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                method.getValue())));
  }

  private static List<Route> routes() {
    return Api.of(new Company(Clock.systemUTC(), () -> "id")).routes();
  }
}
