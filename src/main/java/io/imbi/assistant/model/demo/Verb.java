package io.imbi.assistant.model.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is to be done, in the words of people and in the names of tools. */
enum Verb {
  LIST,
  GET,
  CREATE,
  UPDATE,
  DELETE,
  /** Anything else: to be asked for by the very word that the tool's name begins with. */
  OTHER;

  private static final Map<String, Verb> SAID =
      words(
          Map.of(
              CREATE, "create add make register cut",
              UPDATE, "update rename retitle change set edit modify patch move",
              DELETE, "delete remove drop"));

  private static final Map<String, Verb> IN_NAMES =
      words(
          Map.of(
              LIST, "list",
              GET, "get show read fetch describe find search lookup",
              CREATE, "create add",
              UPDATE, "patch update set edit put",
              DELETE, "delete remove"));

  /** Words that ask to be shown something. */
  private static final Set<String> READING =
      Set.of(
          "are",
          "count",
          "describe",
          "display",
          "do",
          "does",
          "find",
          "get",
          "give",
          "has",
          "have",
          "how",
          "is",
          "list",
          "show",
          "tell",
          "what",
          "where",
          "which",
          "who",
          "whose");

  /** Whether a sentence that begins with this word is a request. */
  static boolean beginsRequest(String word) {
    return SAID.containsKey(word) || READING.contains(word);
  }

  /** Whether nothing is changed by it, as far as a name can tell. */
  boolean onlyReads() {
    return this == LIST || this == GET;
  }

  /** The verb of a request that begins with this word; what says nothing else asks to be shown. */
  static Verb ofRequest(String firstWord) {
    return SAID.getOrDefault(firstWord, LIST);
  }

  /**
   * The verb of a tool's name. Prefixes of servers may stand before it; a name that holds both a
   * word for changing and a word for reading behind its first word is taken for the worse.
   */
  static Verb ofName(List<String> words) {
    if (!words.isEmpty() && IN_NAMES.containsKey(words.getFirst())) {
      return IN_NAMES.getOrDefault(words.getFirst(), OTHER);
    }
    List<Verb> verbs =
        words.stream()
            .filter(IN_NAMES::containsKey)
            .map(w -> IN_NAMES.getOrDefault(w, OTHER))
            .toList();
    return verbs.stream()
        .filter(verb -> !verb.onlyReads())
        .findFirst()
        .or(() -> verbs.stream().findFirst())
        .orElse(OTHER);
  }

  /** Whether a name's word is its verb, and so names no thing. */
  static boolean isVerb(String word) {
    return IN_NAMES.containsKey(word);
  }

  private static Map<String, Verb> words(Map<Verb, String> byVerb) {
    Map<String, Verb> verbs = new HashMap<>();
    byVerb.forEach(
        (verb, words) -> List.of(words.split(" ")).forEach(word -> verbs.put(word, verb)));
    return Map.copyOf(verbs);
  }
}
