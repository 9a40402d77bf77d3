package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the tools' results have told so far: which things there are, and where they were found. */
final class Known {

  private static final List<String> IDENTIFIERS = List.of("slug", "name", "version", "id", "email");

  private final List<Thing> things = new ArrayList<>();

  private Known() {}

  /**
   * A thing that a result told of.
   *
   * @param kind such as {@code project, type}
   * @param json its document
   * @param scope the arguments of the call that found it
   */
  record Thing(List<String> kind, JsonNode json, ObjectNode scope) {

    /** The value that a parameter of this name wants of this thing. */
    Optional<String> valueFor(String parameter) {
      List<String> preferred =
          parameter.endsWith("id") || parameter.endsWith("ids")
              ? List.of("id", "slug", "name")
              : List.of("slug", "version", "name", "id", "email");
      return Stream.concat(Stream.of(parameter), preferred.stream())
          .map(json::path)
          .filter(JsonNode::isValueNode)
          .filter(value -> !value.isNull() && !value.asText().isEmpty())
          .map(JsonNode::asText)
          .findFirst();
    }

    /** What people call it. */
    String label() {
      return identifiers().findFirst().orElse("?");
    }

    boolean isCalled(String name) {
      return identifiers()
          .anyMatch(own -> own.equalsIgnoreCase(name) || own.equals(Words.slug(name)));
    }

    /** The longest of its names that a question mentions; empty if none is. */
    String mention(Question question) {
      return identifiers()
          .filter(question::mentions)
          .max(Comparator.comparingInt(String::length))
          .orElse("");
    }

    private Stream<String> identifiers() {
      return IDENTIFIERS.stream()
          .map(json::path)
          .filter(JsonNode::isTextual)
          .map(JsonNode::textValue)
          .filter(value -> !value.isBlank());
    }
  }

  /** Reads the results of calls; newer ones come first. */
  static Known of(List<Dialogue.Call> calls, Toolbox tools) {
    var known = new Known();
    for (Dialogue.Call call : calls.reversed()) {
      if (call.outcome().error()) {
        continue;
      }
      List<String> kind = tools.find(call.tool()).map(DemoTool::thing).orElse(List.of());
      call.outcome().json().ifPresent(json -> known.learn(kind, json, call.arguments()));
    }
    return known;
  }

  private void learn(List<String> kind, JsonNode json, ObjectNode scope) {
    if (json.isArray()) {
      json.forEach(each -> learn(kind, each, scope));
    } else if (json.isObject()) {
      things.add(new Thing(kind, json, scope));
    }
  }

  List<Thing> of(List<String> kind) {
    return things.stream().filter(thing -> thing.kind().equals(kind)).toList();
  }

  /** The thing of a kind that goes by a name. */
  Optional<Thing> called(List<String> kind, String name) {
    return of(kind).stream().filter(thing -> thing.isCalled(name)).findFirst();
  }

  /** The thing of any kind that a question mentions; of several, the one with the longest name. */
  Optional<Thing> mentioned(Question question) {
    return things.stream()
        .filter(thing -> !thing.kind().isEmpty() && !thing.mention(question).isEmpty())
        .max(Comparator.comparingInt(thing -> thing.mention(question).length()));
  }

  /**
   * The thing of a kind whose name a question mentions and that begins with a word: of a name of
   * several words, only the first one is told from the rest of a sentence.
   */
  Optional<Thing> beginning(List<String> kind, String word, Question question) {
    return mentioned(kind, question)
        .filter(thing -> Words.slug(thing.mention(question)).startsWith(Words.slug(word) + "-"));
  }

  /** The thing of a kind that a question mentions; of several, the one with the longest name. */
  Optional<Thing> mentioned(List<String> kind, Question question) {
    return of(kind).stream()
        .filter(thing -> !thing.mention(question).isEmpty())
        .max(Comparator.comparingInt(thing -> thing.mention(question).length()));
  }
}
