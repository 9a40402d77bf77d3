package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.demo.Known.Thing;
import io.imbi.assistant.model.demo.Resolution.Found;
import io.imbi.assistant.model.demo.Resolution.LookUp;
import io.imbi.assistant.model.demo.Resolution.Missing;
import io.imbi.assistant.model.demo.Resolution.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the arguments of calls: in the question, in what is known from results, and, for things
 * that can be listed, through the tool that lists them.
 */
final class Arguments {

  private static final List<String> ORGANIZATION = List.of("organization");

  /** Things within things within things: an environment of a release of a project. */
  private static final int MAX_DEPTH = 4;

  /** Of several organizations and the like, at most so many are asked at once. */
  private static final int MAX_OPTIONS = 5;

  private final Toolbox tools;
  private final Question question;
  private final Known known;
  private final List<Dialogue.Call> made;

  /**
   * @param known what earlier results have told
   * @param made the calls of this turn, which are not made again
   */
  Arguments(Toolbox tools, Question question, Known known, List<Dialogue.Call> made) {
    this.tools = tools;
    this.question = question;
    this.known = known;
    this.made = made;
  }

  /** Whether and how a tool can be called. */
  sealed interface Plan {

    /** Everything is known; several calls where any of several values would do. */
    record Ready(List<Step.Use> uses) implements Plan {}

    /** Calls that are to be made first. */
    record First(List<Step.Use> uses) implements Plan {}

    /** Only the user can tell. */
    record Wanting(String parameter, List<String> choices) implements Plan {}
  }

  Plan plan(DemoTool tool) {
    return plan(tool, 0);
  }

  /**
   * @param depth how many look-ups wait for this one; 0 for what was asked for itself
   */
  private Plan plan(DemoTool tool, int depth) {
    boolean severalWillDo = tool.verb().onlyReads();
    ObjectNode scope = Json.object();
    Map<String, List<Option>> found = new LinkedHashMap<>();
    for (String parameter : specificFirst(tool)) {
      JsonNode inScope = scope.get(parameter);
      Resolution resolution = inScope != null ? Found.of(inScope) : resolve(tool, parameter, depth);
      switch (resolution) {
        case Found(List<Option> options) -> {
          if (options.size() > 1 && !severalWillDo) {
            return new Plan.Wanting(
                parameter, options.stream().map(option -> option.value().asText()).toList());
          }
          found.put(parameter, options);
          if (options.size() == 1) {
            scope.setAll(options.getFirst().scope());
          }
        }
        case LookUp(List<Step.Use> uses) -> {
          return new Plan.First(uses);
        }
        case Missing(List<String> choices) -> {
          return new Plan.Wanting(parameter, choices);
        }
      }
    }
    return new Plan.Ready(calls(tool, found, depth > 0));
  }

  /** One call for each of the values that a parameter may have, the others being the same. */
  private List<Step.Use> calls(DemoTool tool, Map<String, List<Option>> found, boolean lookUp) {
    List<ObjectNode> variants = new ArrayList<>(List.of(Json.object()));
    found.forEach(
        (parameter, options) -> {
          List<ObjectNode> next = new ArrayList<>();
          for (ObjectNode variant : variants) {
            for (Option option : options) {
              next.add(variant.deepCopy().set(parameter, option.value()));
            }
          }
          variants.clear();
          variants.addAll(next.subList(0, Math.min(next.size(), MAX_OPTIONS)));
        });
    return variants.stream()
        .map(
            variant ->
                new Step.Use(
                    tool.name(), lookUp ? inShort(tool, variant) : withOptional(tool, variant)))
        .toList();
  }

  /** Organizations last: they often follow from what was found in one. */
  private List<String> specificFirst(DemoTool tool) {
    return tool.required().stream()
        .sorted(Comparator.comparing(parameter -> kindOf(tool, parameter).equals(ORGANIZATION)))
        .toList();
  }

  // --- required parameters

  private Resolution resolve(DemoTool tool, String parameter, int depth) {
    JsonNode schema = tool.parameters().getOrDefault(parameter, Json.object());
    if (PatchOperations.isWantedBy(schema)) {
      return PatchOperations.in(question, tool, tools)
          .<Resolution>map(Found::of)
          .orElse(new Missing(List.of()));
    }
    List<String> kind = kindOf(tool, parameter);
    boolean ofNewThing = tool.verb() == Verb.CREATE && kind.equals(tool.thing());
    if (!kind.isEmpty() && !ofNewThing) {
      return thing(tool, kind, parameter, depth);
    }
    Values values = new Values(question, tool);
    return values
        .of(parameter, schema)
        .or(() -> values.lastResort(parameter, schema))
        .<Resolution>map(Found::of)
        .orElse(new Missing(Values.choices(schema)));
  }

  private Resolution thing(DemoTool tool, List<String> kind, String parameter, int depth) {
    Optional<String> value = valueOf(kind, parameter);
    Optional<Thing> thing =
        value.isPresent()
            ? known.called(kind, value.get()).or(() -> known.beginning(kind, value.get(), question))
            : known.mentioned(kind, question);
    Optional<String> identifier = thing.flatMap(t -> t.valueFor(parameter));
    if (identifier.isPresent()) {
      return Found.of(identifier.get(), strings(thing.orElseThrow().scope()));
    }
    boolean asSaid =
        parameter.equals("version")
            || (!parameter.endsWith("id")
                && Words.isSlug(value.orElse(""))
                && isPlaceKnown(tool, kind));
    if (value.isPresent() && asSaid) {
      return Found.of(Json.text(value.get()));
    }
    List<Step.Use> lookUps = lookUps(kind, depth);
    if (!lookUps.isEmpty()) {
      return new LookUp(lookUps);
    }
    return amongAll(kind, parameter, value.isPresent());
  }

  /** Whether it is clear in which organization a thing is; else it has to be looked for. */
  private boolean isPlaceKnown(DemoTool tool, List<String> kind) {
    return kind.equals(ORGANIZATION)
        || tool.required().stream().noneMatch(p -> kindOf(tool, p).equals(ORGANIZATION))
        || question.valueOf(ORGANIZATION).isPresent()
        || known.mentioned(ORGANIZATION, question).isPresent();
  }

  private Optional<String> valueOf(List<String> kind, String parameter) {
    return parameter.equals("version") ? question.version() : question.valueOf(kind);
  }

  /**
   * All there are, where they were listed and none was named: only organizations are so general.
   */
  private Resolution amongAll(List<String> kind, String parameter, boolean named) {
    List<Thing> all = known.of(kind);
    if (named || all.isEmpty() || !kind.equals(ORGANIZATION)) {
      return new Missing(all.stream().map(Thing::label).distinct().toList());
    }
    return new Found(
        all.stream()
            .flatMap(thing -> thing.valueFor(parameter).stream())
            .distinct()
            .limit(MAX_OPTIONS)
            .map(value -> new Option(Json.text(value), Json.object()))
            .toList());
  }

  /** The calls that list things of a kind and have not been made yet. */
  private List<Step.Use> lookUps(List<String> kind, int depth) {
    Optional<DemoTool> list = tools.listOf(kind);
    if (list.isEmpty() || depth >= MAX_DEPTH) {
      return List.of();
    }
    List<Step.Use> uses =
        switch (plan(list.get(), depth + 1)) {
          case Plan.Ready(List<Step.Use> ready) -> ready;
          case Plan.First(List<Step.Use> first) -> first;
          case Plan.Wanting _ -> List.of();
        };
    return uses.stream().filter(use -> !isMade(use)).toList();
  }

  private boolean isMade(Step.Use use) {
    return made.stream()
        .anyMatch(
            call -> call.tool().equals(use.tool()) && call.arguments().equals(use.arguments()));
  }

  /** What a parameter names, empty if it is no thing that could be listed. */
  private List<String> kindOf(DemoTool tool, String parameter) {
    if (tool.takesWords(parameter)) {
      return List.of();
    }
    String base = parameter.replaceAll("_?(slugs?|ids?|version)$", "");
    List<String> kind = base.isEmpty() ? tool.thing() : Words.stems(base);
    if (parameter.equals("version")) {
      kind = List.of("release");
    }
    boolean whole = base.isEmpty() || !base.equals(parameter);
    return tools.listOf(kind).isPresent() && (whole || !kind.equals(tool.thing()))
        ? kind
        : List.of();
  }

  private static ObjectNode strings(ObjectNode scope) {
    ObjectNode strings = Json.object();
    scope
        .properties()
        .forEach(
            member -> {
              if (member.getValue().isTextual()) {
                strings.set(member.getKey(), member.getValue());
              }
            });
    return strings;
  }

  // --- optional parameters

  /** For a look-up: as much as there is, and of each no more than its names. */
  private static ObjectNode inShort(DemoTool tool, ObjectNode required) {
    ObjectNode arguments = required.deepCopy();
    if (tool.parameters().containsKey("slim")) {
      arguments.put("slim", true);
    }
    JsonNode limit = tool.parameters().getOrDefault("limit", Json.object()).path("maximum");
    if (limit.isInt()) {
      arguments.set("limit", limit);
    }
    return arguments;
  }

  private ObjectNode withOptional(DemoTool tool, ObjectNode required) {
    ObjectNode arguments = required.deepCopy();
    Values values = new Values(question, tool);
    tool.parameters()
        .forEach(
            (parameter, schema) -> {
              if (!arguments.has(parameter)) {
                optional(tool, parameter, schema, values)
                    .ifPresent(value -> arguments.set(parameter, value));
              }
            });
    return arguments;
  }

  private Optional<JsonNode> optional(
      DemoTool tool, String parameter, JsonNode schema, Values values) {
    List<String> kind = kindOf(tool, parameter);
    if (kind.isEmpty() || kind.equals(tool.thing())) {
      return values.of(parameter, schema);
    }
    return question
        .valueOf(kind)
        .map(
            value ->
                known
                    .called(kind, value)
                    .flatMap(thing -> thing.valueFor(parameter))
                    .orElseGet(() -> Words.slug(value)))
        .filter(value -> !value.isEmpty())
        .map(value -> Values.isArray(schema) ? Json.array().add(value) : Json.text(value));
  }
}
