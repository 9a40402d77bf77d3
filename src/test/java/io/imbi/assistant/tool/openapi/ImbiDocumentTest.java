package io.imbi.assistant.tool.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCatalogue;
import io.imbi.assistant.tool.ToolIndex;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the Imbi API's own document. */
class ImbiDocumentTest {

  private static final ApiCalls CALLS =
      new ApiCalls(() -> URI.create("http://localhost"), Settings.DEFAULT);

  private static final Schema META_SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));

  private static DocumentTools read = new DocumentTools(List.of(), Map.of(), Set.of());

  @BeforeAll
  static void read() throws UnusableDocumentException {
    long started = System.nanoTime();
    read = DocumentTools.read(ImbiDocument.BYTES, CALLS);
    long millis = (System.nanoTime() - started) / 1_000_000;
    System.out.printf(
        "Imbi API: %d tools, %d characters of definitions, made in %d ms%n",
        read.tools().size(), charsOfDefinitions(), millis);
  }

  @Test
  void theDefinitionsWeighLessThanTheOriginals() {
    assertThat(charsOfDefinitions()).isLessThan(192_329);
  }

  @Test
  void everyOperationThatIsNotExcludedIsAToolAndNoneIsLeftOut() {
    assertThat(read.leftOut()).isEmpty();
    assertThat(read.unresolved()).isEmpty();
    assertThat(offered(new Permissions(true, Set.of()))).hasSize(303);
  }

  @Test
  void callersSeeWhatTheirPermissionsAllow() {
    assertThat(offered(Permissions.NONE)).isNotEmpty().hasSizeLessThan(303);
    assertThat(offered(new Permissions(false, Set.of("project:read"))))
        .hasSizeBetween(offered(Permissions.NONE).size() + 1, 302);
  }

  @Test
  void namesAreUniqueAndOfTheRightForm() {
    assertThat(read.tools()).extracting(Tool::name).doesNotHaveDuplicates();
    assertThat(read.tools())
        .extracting(Tool::name)
        .allMatch(name -> name.matches("[A-Za-z0-9_]{1,56}") && !name.contains("__"));
  }

  @Test
  void twoReadsGiveTheSameTools() throws UnusableDocumentException {
    DocumentTools again = DocumentTools.read(ImbiDocument.BYTES, CALLS);

    assertThat(again.tools()).extracting(Tool::name).isEqualTo(names());
    assertThat(again.tools().stream().map(tool -> Json.write(tool.definition().inputSchema())))
        .containsExactlyElementsOf(
            read.tools().stream()
                .map(tool -> Json.write(tool.definition().inputSchema()))
                .toList());
  }

  @Test
  void everySchemaIsAnObjectSchemaOf202012WithoutDanglingReferences() {
    for (OpenApiTool tool : read.tools()) {
      JsonNode schema = tool.definition().inputSchema();
      assertThat(META_SCHEMA.validate(schema)).as(tool.name()).isEmpty();
      assertThat(schema.path("type").asText()).isEqualTo("object");
      Set<String> references = new TreeSet<>();
      collectReferences(schema, references);
      assertThat(references)
          .as(tool.name())
          .allMatch(reference -> schema.at(reference.substring(1)).isObject());
      Set<String> defined = new HashSet<>();
      schema.path("$defs").propertyStream().forEach(def -> defined.add("#/$defs/" + def.getKey()));
      assertThat(references).as(tool.name()).containsAll(defined);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "create project, create_project_api_organizations",
    "delete team, delete_team_api_organizations",
    "add member to team, add_team_member_api_organizations",
    "rotate api key, rotate_api_key_api_api_keys",
    "archive project, archive_project_api_organizations",
    "get project by id, get_project_api_organizations",
    "search logs, search_logs_api_organizations",
    "update blueprint, patch_blueprint_api_blueprints",
    "change the password of a user, change_password_api_users",
    "relationships between projects, get_project_relationships_api_organizations",
  })
  void amongAllToolsWordsFindTheOneThatIsMeant(String words, String tool) {
    var index = new ToolIndex(read.tools().stream().map(Tool::definition).toList());

    assertThat(index.search(words, 5).getFirst().definition().name()).isEqualTo(tool);
    assertThat(index.search("", 5)).isEmpty();
    assertThat(index.search("qwertyuiop", 5)).isEmpty();
  }

  @Test
  void recursiveSchemasAreKept() {
    assertThat(read.tools())
        .anySatisfy(
            tool ->
                assertThat(tool.definition().inputSchema().path("$defs").path("Schema-Input"))
                    .isNotEmpty());
  }

  @Test
  void credentialsStatusAndThumbnailsAreNotForTheModel() {
    assertThat(read.tools())
        .extracting(tool -> tool.shape().path().toString())
        .noneMatch(
            path ->
                path.startsWith("/api/auth/")
                    || path.startsWith("/api/mfa/")
                    || path.equals("/api/status")
                    || path.endsWith("/thumbnail"))
        .contains("/api/admin/local-auth", "/api/mcp-servers/{id}/status");
  }

  @Test
  void effectsFollowTheMethods() {
    assertThat(read.tools().stream().collect(Collectors.groupingBy(OpenApiTool::effect)).keySet())
        .containsExactlyInAnyOrder(Effect.values());
    assertThat(read.tools())
        .filteredOn(tool -> tool.effect() == Effect.READ_ONLY)
        .allMatch(tool -> tool.shape().method().equals("GET"));
    assertThat(read.tools())
        .filteredOn(tool -> tool.shape().method().equals("DELETE"))
        .allMatch(tool -> tool.effect() == Effect.DESTRUCTIVE);
  }

  @Test
  void everySchemaCanCheckArguments() {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    for (OpenApiTool tool : read.tools()) {
      JsonNode schema = tool.definition().inputSchema();
      assertThat(registry.getSchema(schema).validate(Json.object()))
          .as(tool.name())
          .hasSize(schema.path("required").size());
    }
  }

  private static int charsOfDefinitions() {
    return read.tools().stream()
        .mapToInt(
            tool ->
                Json.write(
                        Json.object()
                            .put("name", tool.name())
                            .put("description", tool.definition().description())
                            .set("input_schema", tool.definition().inputSchema()))
                    .length())
        .sum();
  }

  private static List<String> names() {
    return read.tools().stream().map(Tool::name).toList();
  }

  private static List<Tool> offered(Permissions permissions) {
    return ToolCatalogue.of(read.tools()).offeredTo(permissions);
  }

  /** Every textual {@code $ref}: no schema of this document has a property of that name. */
  private static void collectReferences(JsonNode node, Set<String> references) {
    if (node.path("$ref").isTextual()) {
      references.add(node.path("$ref").textValue());
    }
    node.forEach(child -> collectReferences(child, references));
  }
}
