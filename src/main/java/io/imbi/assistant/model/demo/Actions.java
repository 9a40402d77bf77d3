package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Actions that can be proposed, each as a tool of its own: whoever chooses among tools need not
 * know that there is one tool which proposes them all. Immutable.
 */
final class Actions {

  private static final String PROPOSE = "propose_action";
  private static final String ACTION = "action";
  private static final String PARAMETERS = "parameters";
  private static final int MAX_NAME_CHARS = 128;

  /** The names of the actions by those of their tools. */
  private final Map<String, String> names = new LinkedHashMap<>();

  private final List<ToolDefinition> tools = new ArrayList<>();
  private final List<Wish> wishes;

  Actions(List<ToolDefinition> offered) {
    Set<String> taken = offered.stream().map(ToolDefinition::name).collect(Collectors.toSet());
    for (ToolDefinition tool : offered) {
      if (tool.name().equals(PROPOSE)) {
        add(tool, taken);
      } else {
        tools.add(tool);
      }
    }
    List<DemoTool> all = tools.stream().map(DemoTool::of).toList();
    wishes =
        all.stream()
            .filter(tool -> names.containsKey(tool.name()))
            .filter(tool -> !tool.thing().isEmpty())
            .map(tool -> Wish.of(tool, all))
            .toList();
  }

  private void add(ToolDefinition propose, Set<String> taken) {
    JsonNode properties = propose.inputSchema().path("properties");
    List<String> actions = Values.choices(properties.path(ACTION));
    Map<String, Long> called =
        actions.stream().collect(Collectors.groupingBy(Actions::last, Collectors.counting()));
    for (int i = 0; i < actions.size(); i++) {
      String action = actions.get(i);
      String last = last(action);
      boolean plain = called.getOrDefault(last, 0L) == 1 && !taken.contains(last);
      String name =
          (plain ? last : last + "_" + action.substring(0, action.length() - last.length()))
              .replaceAll("[^a-zA-Z0-9]+", "_")
              .replaceAll("^_|_$", "");
      JsonNode parameters = properties.path(PARAMETERS);
      JsonNode schema = actions.size() == 1 ? parameters : parameters.path("anyOf").path(i);
      if (schema instanceof ObjectNode object
          && object.path("type").asText().equals("object")
          && !name.isEmpty()
          && name.length() <= MAX_NAME_CHARS
          && names.putIfAbsent(name, action) == null) {
        tools.add(new ToolDefinition(name, description(propose, action), object));
      }
    }
  }

  private static String last(String action) {
    return action.substring(action.lastIndexOf('.') + 1);
  }

  /** What the tool that proposes says of an action, in a line of its own. */
  private static String description(ToolDefinition propose, String action) {
    String head = "- " + action + ": ";
    return propose
        .description()
        .lines()
        .filter(line -> line.startsWith(head))
        .findFirst()
        .map(line -> line.substring(head.length()))
        .orElse("");
  }

  /** What is offered, with the actions in the place of the tool that proposes them. */
  List<ToolDefinition> tools() {
    return tools;
  }

  /** The call that is really made. */
  Step.Use real(Step.Use use) {
    String action = names.get(use.tool());
    if (action == null) {
      return use;
    }
    ObjectNode arguments = Json.object().put(ACTION, action);
    arguments.set(PARAMETERS, use.arguments());
    return new Step.Use(PROPOSE, arguments);
  }

  /** A dialogue as if the actions were tools, and had been asked for by their names. */
  Dialogue seen(Dialogue dialogue) {
    return names.isEmpty()
        ? dialogue
        : new Dialogue(
            reworded(dialogue.said()),
            reworded(dialogue.asked()),
            dialogue.wanting(),
            dialogue.earlier().stream().map(this::seen).toList(),
            dialogue.calls().stream().map(this::seen).toList());
  }

  private Dialogue.Call seen(Dialogue.Call call) {
    String action = call.arguments().path(ACTION).asText();
    return names.entrySet().stream()
        .filter(name -> call.tool().equals(PROPOSE) && name.getValue().equals(action))
        .findFirst()
        .map(name -> new Dialogue.Call(name.getKey(), parameters(call), call.outcome(), true))
        .orElse(call);
  }

  private static ObjectNode parameters(Dialogue.Call call) {
    return call.arguments().path(PARAMETERS) instanceof ObjectNode parameters
        ? parameters
        : Json.object();
  }

  private String reworded(String text) {
    return wishes.stream().flatMap(wish -> wish.reworded(text).stream()).findFirst().orElse(text);
  }

  /**
   * How people ask for an action without its own verb.
   *
   * @param proposedThing finds what stands before the thing, with courtesies as its first group
   * @param proposedVerb finds what stands before the verb, likewise
   * @param bare find what stands before the thing where nothing is said of proposing, likewise
   */
  private record Wish(
      String verb, Pattern proposedThing, Pattern proposedVerb, List<Pattern> bare) {

    static Wish of(DemoTool action, List<DemoTool> all) {
      String thing = Wording.patternOf(action.thing());
      String aThing = "(?=" + Wording.DETERMINERS + thing + ")";
      String propose = "(?:propose|suggest)\\s+(?:to\\s+)?";
      List<Pattern> bare = new ArrayList<>();
      boolean another =
          all.stream()
              .anyMatch(tool -> tool.verb() != Verb.OTHER && tool.thing().equals(action.thing()));
      // What takes no words of its own is too much to be set off by its mere mention.
      if (action.takesWords()) {
        bare.add(pattern("(?=" + thing + "\\s*(?::|(?:that|down)\\b|[\"“«]))"));
        if (!another) {
          bare.add(pattern("(?:make|take|leave|add|create)\\s+(?:me\\s+)?" + aThing));
        }
      }
      return new Wish(
          action.action(),
          pattern(propose + aThing),
          pattern(propose + "(?=" + Pattern.quote(action.action()) + "\\b)"),
          List.copyOf(bare));
    }

    private static Pattern pattern(String behindCourtesies) {
      return Pattern.compile(Paraphrase.COURTESY + behindCourtesies, Pattern.CASE_INSENSITIVE);
    }

    /** The request by the action's own verb, if it is one for this action. */
    Optional<String> reworded(String text) {
      if (proposedVerb.matcher(text).find()) {
        return Optional.of(proposedVerb.matcher(text).replaceFirst("$1"));
      }
      List<Pattern> all = new ArrayList<>(bare);
      all.add(proposedThing);
      return all.stream()
          .map(pattern -> pattern.matcher(text))
          .filter(Matcher::find)
          .findFirst()
          .map(matcher -> matcher.replaceFirst("$1" + verb + " "));
    }
  }
}
