package io.imbi.assistant.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ChatModel.ToolSearch;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.FindTools;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolCatalogue;
import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.turn.TurnSettings.ToolLoading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

class ToolOfferingTest {

  private static final Tool NAVIGATE =
      tool("navigate_to", ToolOrigin.BROWSER, Effect.READ_ONLY, "Opens a page");
  private static final Tool LIST =
      tool("list_things", ToolOrigin.OPENAPI, Effect.READ_ONLY, "Lists things");
  private static final Tool GET =
      tool("get_thing", ToolOrigin.OPENAPI, Effect.READ_ONLY, "Reads a thing", "id");
  private static final Tool CREATE =
      tool("create_thing", ToolOrigin.OPENAPI, Effect.MUTATING, "Creates a new thing");
  private static final Tool DELETE =
      tool("delete_thing", ToolOrigin.OPENAPI, Effect.DESTRUCTIVE, "Deletes a thing", "id");
  private static final Tool REMOTE =
      tool("mcp_docs_lookup", ToolOrigin.MCP, Effect.READ_ONLY, "Looks words up");

  private final List<NewMessage> history = new ArrayList<>();
  private ToolCatalogue catalogue =
      ToolCatalogue.of(List.of(NAVIGATE, LIST, GET, CREATE, DELETE, REMOTE));

  @Test
  void fewToolsAreAllInFull() {
    assertThat(deferred(offer(ToolLoading.AUTO, 100_000, ToolSearch.BUILT_IN))).isEmpty();
    assertThat(deferred(offer(ToolLoading.FULL, 0, ToolSearch.BUILT_IN))).isEmpty();
  }

  @Test
  void ofManyTheChangesAndOtherServersToolsWaitBehindASearch() {
    assertThat(deferred(offer(ToolLoading.AUTO, 100, ToolSearch.BUILT_IN)))
        .containsExactly("create_thing", "delete_thing", "mcp_docs_lookup");
    assertThat(deferred(offer(ToolLoading.SEARCH, 100_000, ToolSearch.BUILT_IN)))
        .containsExactly("create_thing", "delete_thing", "mcp_docs_lookup");
  }

  @Test
  void notAllToolsWaitBecauseThatIsRefused() {
    catalogue = ToolCatalogue.of(List.of(CREATE, REMOTE));

    assertThat(deferred(offer(ToolLoading.SEARCH, 0, ToolSearch.BUILT_IN))).isEmpty();
  }

  @Test
  void whatTheConversationUsedChangesNothingBeforeIt() {
    ToolOffering.Offer before = offer(ToolLoading.SEARCH, 0, ToolSearch.BUILT_IN);
    called("c1", "create_thing", "created");

    assertThat(offer(ToolLoading.SEARCH, 0, ToolSearch.BUILT_IN).tools()).isEqualTo(before.tools());
  }

  @Test
  void aRefreshedCatalogueIsOfferedFromTheNextRoundOn() {
    var offering = offering(ToolLoading.AUTO, 100_000);
    assertThat(names(offering.offer(request(Permissions.NONE), ToolSearch.BUILT_IN)))
        .doesNotContain("list_news");

    catalogue =
        ToolCatalogue.of(
            List.of(
                NAVIGATE, LIST, tool("list_news", ToolOrigin.OPENAPI, Effect.READ_ONLY, "News")));

    ToolOffering.Offer next = offering.offer(request(Permissions.NONE), ToolSearch.BUILT_IN);
    assertThat(names(next)).containsExactly("navigate_to", "list_things", "list_news");
    assertThat(next.catalogue().find("list_news")).isPresent();
  }

  @Test
  void aModelThatCannotSearchGetsAToolForIt() throws InterruptedException {
    ToolOffering.Offer offer = offer(ToolLoading.SEARCH, 0, ToolSearch.OWN_TOOL);

    assertThat(names(offer))
        .containsExactly("navigate_to", "list_things", "get_thing", FindTools.NAME);
    assertThat(deferred(offer)).isEmpty();
    assertThat(found(offer, "make a new thing")).startsWith("create_thing");
    assertThat(found(offer, "look up words")).contains("mcp_docs_lookup");
    assertThat(found(offer, "list things")).doesNotContain("list_things");
  }

  @Test
  void whatWasFoundOrCalledIsOfferedBehindTheRestInThatOrder() {
    called(
        "c1",
        FindTools.NAME,
        "[{\"name\":\"delete_thing\"},{\"name\":\"gone\"},{\"name\":\"list_things\"}]");
    called("c2", "mcp_docs_lookup", "a word");
    called("c3", FindTools.NAME, "No tool answers to these words.");

    assertThat(names(offer(ToolLoading.SEARCH, 0, ToolSearch.OWN_TOOL)))
        .containsExactly(
            "navigate_to",
            "list_things",
            "get_thing",
            FindTools.NAME,
            "delete_thing",
            "mcp_docs_lookup");
  }

  @Test
  void toolsOfOneTurnComeBehindAndNeverTwice() {
    Tool local = tool("propose", ToolOrigin.LOCAL, Effect.READ_ONLY, "Proposes");
    Tool taken = tool("list_things", ToolOrigin.LOCAL, Effect.MUTATING, "Another one");
    TurnRequest request = request(Permissions.NONE, local, taken);

    ToolOffering.Offer offer = offering(ToolLoading.SEARCH, 0).offer(request, ToolSearch.BUILT_IN);

    assertThat(names(offer)).endsWith("propose").doesNotHaveDuplicates();
    assertThat(offer.catalogue().find("list_things")).contains(LIST);
    assertThat(offer.catalogue().find("propose")).contains(local);
  }

  private ToolOffering.Offer offer(ToolLoading loading, int threshold, ToolSearch search) {
    return offering(loading, threshold).offer(request(Permissions.NONE), search);
  }

  private ToolOffering offering(ToolLoading loading, int threshold) {
    return new ToolOffering(
        () -> catalogue,
        new TurnSettings(
            null,
            null,
            1000,
            10,
            20,
            100,
            1_000_000,
            Duration.ofMinutes(10),
            8,
            loading,
            threshold,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(25)));
  }

  private TurnRequest request(Permissions permissions, Tool... more) {
    var transcript =
        new Transcript() {
          @Override
          public List<NewMessage> history() {
            return history;
          }

          @Override
          public void store(List<NewMessage> messages) {
            throw new AssertionError("Nothing is stored here");
          }
        };
    return new TurnRequest(
        new Caller(new Principal.User("ann@example.com", "Ann", permissions), new BearerToken("t")),
        UUID.randomUUID(),
        "m",
        transcript,
        List.of(more),
        Set.of(),
        null,
        null,
        Schedulers.immediate());
  }

  private void called(String id, String tool, String result) {
    history.add(
        new NewMessage(
            UUID.randomUUID(),
            Role.ASSISTANT,
            "",
            List.of(new ToolUse(id, tool, Json.object())),
            List.of(),
            null,
            null));
    history.add(
        NewMessage.results(
            UUID.randomUUID(), List.of(new ToolResult(id, Json.text(result), false))));
  }

  private static List<String> found(ToolOffering.Offer offer, String query)
      throws InterruptedException {
    ObjectNode arguments = Json.object().put("query", query);
    var caller =
        new Caller(
            new Principal.User("ann@example.com", "Ann", Permissions.NONE), new BearerToken("t"));
    ToolOutcome outcome =
        offer
            .catalogue()
            .find(FindTools.NAME)
            .orElseThrow()
            .call(new ToolCall("c", FindTools.NAME, arguments, caller));
    if (outcome instanceof ToolOutcome.Success(JsonNode content)) {
      List<String> names = new ArrayList<>();
      Json.parse(content.textValue()).forEach(hit -> names.add(hit.path("name").asText()));
      return names;
    }
    throw new AssertionError(outcome);
  }

  private static List<String> names(ToolOffering.Offer offer) {
    return offer.tools().stream().map(tool -> tool.definition().name()).toList();
  }

  private static List<String> deferred(ToolOffering.Offer offer) {
    return offer.tools().stream()
        .filter(OfferedTool::deferred)
        .map(tool -> tool.definition().name())
        .toList();
  }

  private static Tool tool(
      String name, ToolOrigin origin, Effect effect, String description, String... required) {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (String argument : required) {
      properties.putObject(argument).put("type", "string");
      schema.withArray("required").add(argument);
    }
    return new Listed(new ToolDefinition(name, description, schema), origin, effect);
  }

  private record Listed(ToolDefinition definition, ToolOrigin origin, Effect effect)
      implements Tool {
    @Override
    public ToolOutcome call(ToolCall call) {
      throw new AssertionError("Nothing is called here");
    }
  }
}
