package io.imbi.assistant.turn;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.imbi.assistant.model.ChatModel.ToolSearch;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.FindTools;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCatalogue;
import io.imbi.assistant.tool.ToolCatalogues;
import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.ToolIndex;
import io.imbi.assistant.tool.ToolOrigin;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which tools a request offers, and which of them in full. Few tools are all offered in
 * full; of many only a core is, and the rest waits behind a search, because hundreds of definitions
 * would weigh more than the conversation. The same catalogue, caller and history always give the
 * same list.
 */
@Singleton
final class ToolOffering {

  /**
   * Characters of definitions in the core, beside the tools that are always in it: as many as the
   * lists of an organization's projects, teams, environments and the like need.
   */
  private static final int CORE_CHARS = 14_000;

  private static final int REMEMBERED_LISTS = 64;

  private final ToolCatalogues catalogues;
  private final TurnSettings settings;

  /** By identity: a catalogue gives the same list for the same permissions. */
  private final Cache<List<Tool>, Split> splits =
      Caffeine.newBuilder().weakKeys().maximumSize(REMEMBERED_LISTS).build();

  /**
   * An index costs more than the rest of a split, and models that search by themselves need none.
   */
  private final Cache<Split.Searched, FindTools> searches =
      Caffeine.newBuilder().weakKeys().maximumSize(REMEMBERED_LISTS).build();

  ToolOffering(ToolCatalogues catalogues, TurnSettings settings) {
    this.catalogues = catalogues;
    this.settings = settings;
  }

  /**
   * What one round offers.
   *
   * @param catalogue what its calls may name
   * @param tools what the model is told of
   * @param searched whether there are more, which the model has to search for
   */
  record Offer(ToolCatalogue catalogue, List<OfferedTool> tools, boolean searched) {}

  /** All tools as they are now, whoever may use them. */
  ToolCatalogue all() {
    return catalogues.current();
  }

  Offer offer(TurnRequest request, ToolSearch search) {
    ToolCatalogue catalogue = catalogues.current().without(request.without());
    Split split = splits.get(catalogue.offeredTo(request.caller().permissions()), this::split);
    return switch (split) {
      case Split.Whole(List<OfferedTool> tools) ->
          new Offer(catalogue.with(request.more()), plus(tools, request.more()), false);
      case Split.Searched searched ->
          switch (search) {
            case BUILT_IN ->
                new Offer(
                    catalogue.with(request.more()),
                    plus(searched.deferred(), request.more()),
                    true);
            case OWN_TOOL -> ownSearch(catalogue, searched, request);
          };
    };
  }

  /** A caller's tools, divided once for all rounds. */
  private sealed interface Split {
    record Whole(List<OfferedTool> tools) implements Split {}

    /**
     * @param deferred all tools, those outside the core marked
     * @param core in full
     * @param rest the others by name, in the catalogue's order
     */
    record Searched(
        List<OfferedTool> deferred, List<OfferedTool> core, Map<String, ToolDefinition> rest)
        implements Split {}
  }

  private Split split(List<Tool> tools) {
    int chars = tools.stream().mapToInt(tool -> sizeOf(tool.definition())).sum();
    boolean whole =
        switch (settings.toolLoading()) {
          case FULL -> true;
          case SEARCH -> false;
          case AUTO -> chars <= settings.toolLoadingThreshold();
        };
    Set<String> core = coreOf(tools);
    if (whole || core.isEmpty() || core.size() == tools.size()) {
      return new Split.Whole(
          tools.stream().map(tool -> new OfferedTool(tool.definition(), false)).toList());
    }
    List<OfferedTool> all = new ArrayList<>(tools.size());
    Map<String, ToolDefinition> rest = new LinkedHashMap<>();
    for (Tool tool : tools) {
      boolean deferred = !core.contains(tool.name());
      all.add(new OfferedTool(tool.definition(), deferred));
      if (deferred) {
        rest.put(tool.name(), tool.definition());
      }
    }
    return new Split.Searched(
        List.copyOf(all), all.stream().filter(tool -> !tool.deferred()).toList(), rest);
  }

  /**
   * The tools that are always in the context: the browser's and the service's own, and the reads
   * that need the fewest arguments, for these are where most questions begin.
   */
  private static Set<String> coreOf(List<Tool> tools) {
    Set<String> core = new LinkedHashSet<>();
    tools.stream().filter(tool -> isAlwaysInCore(tool.origin())).map(Tool::name).forEach(core::add);
    List<Tool> reads =
        tools.stream()
            .filter(tool -> tool.origin() == ToolOrigin.OPENAPI)
            .filter(tool -> tool.effect() == Effect.READ_ONLY)
            .sorted(
                Comparator.<Tool>comparingInt(tool -> requiredCount(tool.definition()))
                    .thenComparingInt(tool -> tool.name().startsWith("list_") ? 0 : 1)
                    .thenComparingInt(tool -> tool.name().length()))
            .toList();
    int left = CORE_CHARS;
    for (Tool read : reads) {
      int size = sizeOf(read.definition());
      if (size <= left) {
        core.add(read.name());
        left -= size;
      }
    }
    return core;
  }

  private static boolean isAlwaysInCore(ToolOrigin origin) {
    return switch (origin) {
      case BROWSER, REFRESH, PROPOSAL, LOCAL -> true;
      case OPENAPI, MCP -> false;
    };
  }

  private static int requiredCount(ToolDefinition definition) {
    return definition.inputSchema().path("required").size();
  }

  private static int sizeOf(ToolDefinition definition) {
    return definition.name().length()
        + definition.description().length()
        + Json.write(definition.inputSchema()).length();
  }

  private Offer ownSearch(ToolCatalogue catalogue, Split.Searched searched, TurnRequest request) {
    List<Tool> local = new ArrayList<>();
    local.add(
        searches.get(
            searched, split -> new FindTools(new ToolIndex(List.copyOf(split.rest().values())))));
    local.addAll(request.more());
    List<OfferedTool> offered = new ArrayList<>(plus(searched.core(), local));
    for (String name : knownFrom(request.transcript().history())) {
      ToolDefinition definition = searched.rest().get(name);
      if (definition != null) {
        offered.add(new OfferedTool(definition, false));
      }
    }
    return new Offer(catalogue.with(local), List.copyOf(offered), true);
  }

  /** The tools that the conversation has found or called, the first first. */
  private static Set<String> knownFrom(List<NewMessage> history) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> searches = new LinkedHashSet<>();
    for (NewMessage message : history) {
      for (ToolUse use : message.toolUse()) {
        names.add(use.name());
        if (use.name().equals(FindTools.NAME)) {
          searches.add(use.id());
        }
      }
      for (ToolResult result : message.toolResults()) {
        if (searches.contains(result.toolUseId()) && !result.error()) {
          namesIn(result.content()).forEach(names::add);
        }
      }
    }
    return names;
  }

  private static List<String> namesIn(JsonNode content) {
    try {
      List<String> names = new ArrayList<>();
      for (JsonNode found : Json.parse(content.asText())) {
        names.add(found.path("name").asText());
      }
      return names;
    } catch (MalformedJsonException _) {
      // A search without hits answers in words.
      return List.of();
    }
  }

  private static List<OfferedTool> plus(List<OfferedTool> tools, List<Tool> more) {
    if (more.isEmpty()) {
      return tools;
    }
    List<OfferedTool> all = new ArrayList<>(tools);
    Set<String> names = tools.stream().map(tool -> tool.definition().name()).collect(toSet());
    for (Tool tool : more) {
      // As in the catalogue, the first of a name is the one; two of it no model's API takes.
      if (names.add(tool.name())) {
        all.add(new OfferedTool(tool.definition(), false));
      }
    }
    return List.copyOf(all);
  }
}
