package io.imbi.assistant.model.demo;

import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.ToolIndex;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The tools of a request, ready to be chosen from. Immutable. */
final class Toolbox {

  /** Tools that do what a question asks for to what it asks about are told apart by these. */
  private static final double HEAD = 4;

  private static final double NAMED = 1;
  private static final double NOT_NAMED = -1.5;
  private static final double NOT_COVERED = -1;
  private static final double ONE_OF_MANY = 1;

  private static final int EXAMPLES_OF_A_SORT = 3;

  private final Map<String, DemoTool> tools = new LinkedHashMap<>();
  private final Set<String> things = new HashSet<>();
  private final ToolIndex index;

  Toolbox(List<ToolDefinition> definitions) {
    for (ToolDefinition definition : definitions) {
      DemoTool tool = DemoTool.of(definition);
      tools.put(tool.name(), tool);
      // What only "refresh data" speaks of is no thing that anybody asks about.
      if (tool.verb() != Verb.OTHER) {
        things.addAll(tool.thing());
      }
    }
    index = new ToolIndex(definitions);
  }

  /** The stems of everything that tools are named for. */
  Set<String> things() {
    return things;
  }

  Optional<DemoTool> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  /** The tool that lists the things of a kind. */
  Optional<DemoTool> listOf(List<String> thing) {
    return tools.values().stream()
        .filter(tool -> tool.verb() == Verb.LIST && tool.thing().equals(thing))
        .findFirst();
  }

  /** Some of what can be done, the simplest of each sort first. */
  List<DemoTool> examples() {
    return Stream.<Predicate<DemoTool>>of(
            tool -> tool.verb() == Verb.LIST,
            tool -> tool.verb() == Verb.CREATE,
            tool -> tool.verb() == Verb.UPDATE,
            tool -> tool.verb() == Verb.DELETE,
            DemoTool::takesWords)
        .flatMap(
            sort ->
                tools.values().stream()
                    .filter(sort)
                    .sorted(Comparator.comparingInt(tool -> tool.required().size()))
                    .limit(EXAMPLES_OF_A_SORT))
        .toList();
  }

  /** Whether a word asks for a tool that bears it. */
  boolean isAction(String word) {
    return tools.values().stream().anyMatch(tool -> isAction(tool, word));
  }

  /**
   * The tools that do what is asked for, the best first. Nothing that changes something is among
   * them unless the request begins with the word for it.
   */
  List<DemoTool> rank(Question question) {
    record Ranked(DemoTool tool, double score) {}
    // The word that the request begins with may be another word for a tool's own.
    List<ToolIndex.Hit> hits =
        index.search(question.text() + " " + question.firstWord(), tools.size());
    if (hits.isEmpty()) {
      return List.of();
    }
    double best = hits.getFirst().score();
    return hits.stream()
        .flatMap(
            hit ->
                find(hit.definition().name())
                    .map(tool -> new Ranked(tool, hit.score() / best))
                    .stream())
        .filter(ranked -> isAskedFor(ranked.tool(), question))
        .map(ranked -> new Ranked(ranked.tool(), ranked.score() + fit(ranked.tool(), question)))
        .sorted(Comparator.comparingDouble(Ranked::score).reversed())
        .map(Ranked::tool)
        .toList();
  }

  /** Whether the tool that is asked for takes the words themselves. */
  boolean takesWords(Question question) {
    return rank(question).stream().findFirst().filter(DemoTool::takesWords).isPresent();
  }

  private boolean isAskedFor(DemoTool tool, Question question) {
    Verb asked = question.verb();
    String first = question.firstWord();
    if (isAction(first)) {
      return isAction(tool, first);
    }
    boolean sameVerb = asked.onlyReads() ? tool.verb().onlyReads() : tool.verb() == asked;
    return sameVerb && tool.thing().stream().anyMatch(question.named()::contains);
  }

  private static boolean isAction(DemoTool tool, String word) {
    return tool.verb() == Verb.OTHER && tool.action().equals(word);
  }

  /** How well a tool's name says what is asked about, and nothing else. */
  private static double fit(DemoTool tool, Question question) {
    List<String> asked = question.asked();
    Set<String> named = question.named();
    double fit = 0;
    for (String word : tool.thing()) {
      if (!asked.isEmpty() && word.equals(asked.getFirst())) {
        fit += HEAD;
      } else if (named.contains(word)) {
        fit += NAMED;
      } else {
        fit += NOT_NAMED;
      }
    }
    for (String word : asked) {
      if (!tool.thing().contains(word)) {
        fit += NOT_COVERED;
      }
    }
    boolean one = question.valueOf(tool.thing().isEmpty() ? List.of("") : tool.thing()).isPresent();
    if (tool.verb() == (one ? Verb.GET : Verb.LIST)) {
      fit += ONE_OF_MANY;
    }
    return fit;
  }
}
