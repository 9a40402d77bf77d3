package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what to do next: look something up, make the call that was asked for, have the browser
 * load again what was changed, and report. It keeps nothing: each time the whole conversation is
 * read anew, and the same conversation leads to the same step.
 */
final class Planner {

  private static final String REFRESH = "refresh_data";

  /** An answer to a question of ours is no longer than this; what is longer is a new request. */
  private static final int MAX_ANSWER_WORDS = 8;

  /** Reading tools that are tried in turn before the user is asked. */
  private static final int ALTERNATIVES = 4;

  private final Toolbox tools;
  private final Dialogue dialogue;
  private final Question question;
  private final Arguments arguments;

  private Planner(Toolbox tools, Dialogue dialogue) {
    this.tools = tools;
    this.dialogue = dialogue;
    List<Dialogue.Call> all = new ArrayList<>(dialogue.earlier());
    all.addAll(dialogue.calls());
    Known known = Known.of(all, tools);
    this.question = question(dialogue, known, tools);
    this.arguments = new Arguments(tools, question, known, dialogue.calls());
  }

  /**
   * @param mayCall whether tools may be called at all
   */
  static Step next(Toolbox tools, Dialogue dialogue, boolean mayCall) {
    var planner = new Planner(tools, dialogue);
    Step step = planner.next();
    return switch (step) {
      case Step.Say say -> say;
      case Step.Calls calls -> mayCall ? calls : new Step.Say(planner.mayNotCall());
    };
  }

  /**
   * What is asked for. A few words after a question of ours are its answer. A question that names
   * no thing is about the thing that it mentions by name, if any is known; but words that are to be
   * passed on stay as they are.
   */
  private static Question question(Dialogue dialogue, Known known, Toolbox tools) {
    Question said = Question.of(dialogue.said(), tools.things());
    Question question =
        dialogue
            .answered()
            .filter(_ -> isShortAnswer(said, tools))
            .map(text -> Question.of(text, tools.things()))
            .orElse(said);
    if (!question.named().isEmpty() || tools.takesWords(question)) {
      return question;
    }
    return known
        .mentioned(question)
        .map(
            thing ->
                Question.of(
                    question
                        .text()
                        .replaceFirst(
                            "(?i)" + Question.patternOf(thing.mention(question)),
                            String.join(" ", thing.kind()) + " $0"),
                    tools.things()))
        .orElse(question);
  }

  private static boolean isShortAnswer(Question said, Toolbox tools) {
    String first = said.firstWord();
    return said.tokens().size() <= MAX_ANSWER_WORDS
        && !Verb.beginsRequest(first)
        && !tools.isAction(first);
  }

  private Step next() {
    List<DemoTool> candidates = tools.rank(question);
    if (candidates.isEmpty()) {
      return new Step.Say(nothingMatches());
    }
    boolean reading = candidates.getFirst().verb().onlyReads();
    Optional<Step> wanting = Optional.empty();
    for (DemoTool tool :
        candidates.subList(0, reading ? Math.min(candidates.size(), ALTERNATIVES) : 1)) {
      List<Dialogue.Call> made = made(tool);
      if (!made.isEmpty()) {
        return refresh(tool, made).orElseGet(() -> new Step.Say(Report.of(made, before(tool))));
      }
      switch (arguments.plan(tool)) {
        case Arguments.Plan.Ready(List<Step.Use> uses) -> {
          return new Step.Calls(uses);
        }
        case Arguments.Plan.First(List<Step.Use> uses) -> {
          return new Step.Calls(uses);
        }
        case Arguments.Plan.Wanting(String parameter, List<String> choices) -> {
          if (wanting.isEmpty()) {
            wanting = Optional.of(new Step.Say(wanting(tool, parameter, choices)));
          }
        }
      }
    }
    return wanting.orElseGet(() -> new Step.Say(nothingMatches()));
  }

  private List<Dialogue.Call> made(DemoTool tool) {
    return dialogue.calls().stream().filter(call -> call.tool().equals(tool.name())).toList();
  }

  /** The look-ups that led to the calls of a tool. */
  private List<Dialogue.Call> before(DemoTool tool) {
    return dialogue.calls().stream()
        .filter(call -> !call.tool().equals(tool.name()) && !call.tool().equals(REFRESH))
        .toList();
  }

  /** After a change, the call that has the browser load the changed things again. */
  private Optional<Step> refresh(DemoTool tool, List<Dialogue.Call> made) {
    Optional<DemoTool> refresh =
        tools.find(REFRESH).filter(refreshing -> made(refreshing).isEmpty());
    boolean changed =
        !tool.verb().onlyReads()
            && made.stream().anyMatch(call -> !call.outcome().error() && !call.proposal());
    if (refresh.isEmpty() || !changed || tool.name().equals(REFRESH)) {
      return Optional.empty();
    }
    return resource(tool, refresh.get())
        .map(
            resource -> {
              ObjectNode input = Json.object().put("resource", resource);
              ObjectNode used = made.getFirst().arguments();
              if (refresh.get().parameters().containsKey("org_slug") && used.has("org_slug")) {
                input.set("org_slug", used.get("org_slug"));
              }
              return new Step.Calls(List.of(new Step.Use(REFRESH, input)));
            });
  }

  /** What the browser calls the things that a tool changes; releases belong to their projects. */
  private static Optional<String> resource(DemoTool tool, DemoTool refresh) {
    List<String> resources =
        Values.choices(refresh.parameters().getOrDefault("resource", Json.object()));
    return resources.stream()
        .filter(resource -> Words.stems(resource).equals(tool.thing()))
        .findFirst()
        .or(
            () ->
                resources.stream()
                    .filter(resource -> resource.equals("projects"))
                    .filter(_ -> tool.parameters().containsKey("project_id"))
                    .findFirst());
  }

  private String wanting(DemoTool tool, String parameter, List<String> choices) {
    var text = new StringBuilder();
    List<Dialogue.Call> failed =
        dialogue.calls().stream().filter(call -> call.outcome().error()).toList();
    if (!failed.isEmpty()) {
      text.append(Report.of(failed, List.of())).append("\n\n");
    }
    text.append("Your words match `")
        .append(tool.name())
        .append("`, but not all it needs is there.\n\n");
    text.append(Dialogue.WANTING).append(parameter).append('\n');
    if (!choices.isEmpty()) {
      text.append("\nKnown are: ")
          .append(
              String.join(
                  ", ",
                  choices.stream()
                      .distinct()
                      .limit(Report.MAX_ROWS)
                      .map(c -> "`" + c + "`")
                      .toList()));
    }
    return text.toString().stripTrailing();
  }

  private String nothingMatches() {
    var text = new StringBuilder("No tool that is offered here matches your words.");
    List<DemoTool> examples = tools.examples();
    if (!examples.isEmpty()) {
      text.append(" Some of what can be done, asked for in English:\n\n");
      for (DemoTool tool : examples) {
        text.append("- `").append(tool.name()).append('`');
        if (!tool.summary().isEmpty()) {
          text.append(": ").append(tool.summary());
        }
        text.append('\n');
      }
    }
    return text.toString().stripTrailing();
  }

  private String mayNotCall() {
    return dialogue.calls().isEmpty()
        ? "No tool may be called in this answer."
        : Report.of(dialogue.calls(), List.of())
            + "\n\nNo more tools may be called in this answer.";
  }
}
