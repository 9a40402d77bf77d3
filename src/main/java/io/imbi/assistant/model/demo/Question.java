package io.imbi.assistant.model.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the user said, taken apart into words and the values among them. */
final class Question {

  /** More words than a request to a stand-in needs. */
  private static final int MAX_TOKENS = 400;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\"([^\"]+)\"|“([^”]+)”|«([^»]+)»|(?<![\\p{L}\\p{N}])'([^']+)'(?![\\p{L}\\p{N}])"
              + "|[\\p{L}\\p{N}/][\\p{L}\\p{N}._/@:+%-]*(?:['’][\\p{L}]+)?");

  private static final Pattern VERSION =
      Pattern.compile("v?[0-9]+(?:\\.[0-9]+)+(?:[-+][0-9A-Za-z.-]+)?");

  private final String text;
  private final List<Token> tokens;
  private final Set<String> things;

  private Question(String text, List<Token> tokens, Set<String> things) {
    this.text = text;
    this.tokens = tokens;
    this.things = things;
  }

  /**
   * A word, or a quotation.
   *
   * @param word as it was written, without quotation marks
   * @param possessive whether it ends in 's, and so belongs to what follows
   */
  record Token(String word, boolean quoted, boolean possessive) {

    String lower() {
      return word.toLowerCase(Locale.ROOT);
    }

    String stem() {
      return quoted ? word : Words.stem(word);
    }
  }

  /**
   * @param things the stems of the things that tools are named for: they are never values
   */
  static Question of(String said, Set<String> things) {
    String text = Paraphrase.of(said);
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (tokens.size() < MAX_TOKENS && matcher.find()) {
      tokens.add(token(matcher));
    }
    return new Question(text, List.copyOf(tokens), things);
  }

  private static Token token(Matcher matcher) {
    for (int group = 1; group <= matcher.groupCount(); group++) {
      String quoted = matcher.group(group);
      if (quoted != null) {
        return new Token(quoted.strip(), true, false);
      }
    }
    String word = matcher.group().replaceAll("[.:,;/-]+$", "");
    boolean possessive = word.matches(".*['’]s");
    return new Token(word.replaceAll("['’]\\p{L}*$", ""), false, possessive);
  }

  String text() {
    return text;
  }

  List<Token> tokens() {
    return tokens;
  }

  /** The word that a request begins with, courtesies left aside; empty if there is none. */
  String firstWord() {
    return tokens.stream()
        .filter(token -> !token.quoted() && !Words.isCourtesy(token.lower()))
        .findFirst()
        .map(Token::stem)
        .orElse("");
  }

  /** What is to be done. */
  Verb verb() {
    return Verb.ofRequest(firstWord());
  }

  /**
   * The things that are asked for, the most important one first: neither what follows a preposition
   * nor what something belongs to, unless nothing else is named.
   */
  List<String> asked() {
    List<String> asked = things(false);
    return asked.isEmpty() ? things(true) : asked;
  }

  /** All things that are named. */
  Set<String> named() {
    Set<String> named = new LinkedHashSet<>(things(false));
    named.addAll(things(true));
    return named;
  }

  private List<String> things(boolean asideToo) {
    List<String> found = new ArrayList<>();
    boolean aside = false;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.quoted()) {
        continue;
      }
      if (Words.isPreposition(token.lower())) {
        aside = true;
      } else if (isThing(token)) {
        boolean belongs = token.possessive() || (i > 0 && isQualified(i));
        if (asideToo || !(aside || belongs)) {
          found.add(token.stem());
        }
      } else if (Words.isGrammar(token.lower())) {
        aside &= !List.of("and", "is", "are", "has", "have").contains(token.lower());
      }
    }
    return found;
  }

  /** Whether a thing stands behind its own value, as in "the platform team". */
  private boolean isQualified(int index) {
    return !Words.isPlural(tokens.get(index).word())
        && isValue(tokens.get(index - 1))
        && index - 1 != verbIndex()
        && things(index - 1);
  }

  /** Whether a thing was named before an index, and so is what is asked for. */
  private boolean things(int before) {
    return tokens.subList(0, before).stream().anyMatch(this::isThing);
  }

  private boolean isThing(Token token) {
    return !token.quoted() && things.contains(token.stem());
  }

  /** Whether a token may be somebody's name: no grammar, and no thing. */
  private boolean isValue(Token token) {
    return token.quoted() || !(Words.isGrammar(token.lower()) || isThing(token));
  }

  private int verbIndex() {
    for (int i = 0; i < tokens.size(); i++) {
      if (!tokens.get(i).quoted() && !Words.isCourtesy(tokens.get(i).lower())) {
        return i;
      }
    }
    return -1;
  }

  /** What is called by the name of a thing: "team platform", "the platform team". */
  Optional<String> valueOf(List<String> thing) {
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.quoted() || !token.stem().equals(thing.getLast())) {
        continue;
      }
      boolean plural = Words.isPlural(token.word());
      Optional<String> value = valueAfter(i, plural);
      if (value.isEmpty() && !plural) {
        value = valueBefore(i, thing);
      }
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  private Optional<String> valueAfter(int index, boolean plural) {
    if (index + 1 >= tokens.size()) {
      return Optional.empty();
    }
    Token next = tokens.get(index + 1);
    if (isNaming(next)) {
      return name(index + 2);
    }
    // After a plural comes what many do, not what one is called.
    boolean value = next.quoted() || (!plural && isValue(next));
    return value ? Optional.of(next.word()) : Optional.empty();
  }

  private Optional<String> valueBefore(int index, List<String> thing) {
    int before = index - 1;
    while (before >= 0
        && !tokens.get(before).quoted()
        && thing.contains(tokens.get(before).stem())) {
      before--;
    }
    boolean value = before >= 0 && before != verbIndex() && isValue(tokens.get(before));
    return value ? Optional.of(tokens.get(before).word()) : Optional.empty();
  }

  /** The name that follows "called", "named" or "titled". */
  Optional<String> name() {
    for (int i = 0; i < tokens.size(); i++) {
      if (isNaming(tokens.get(i))) {
        return name(i + 1);
      }
    }
    return Optional.empty();
  }

  private static boolean isNaming(Token token) {
    return !token.quoted() && List.of("called", "named", "titled").contains(token.lower());
  }

  private Optional<String> name(int begin) {
    if (begin >= tokens.size()) {
      return Optional.empty();
    }
    if (tokens.get(begin).quoted()) {
      return Optional.of(tokens.get(begin).word());
    }
    List<String> words = new ArrayList<>();
    for (Token token : tokens.subList(begin, tokens.size())) {
      if (token.quoted() || Words.isPreposition(token.lower()) || token.lower().equals("and")) {
        break;
      }
      words.add(token.word());
    }
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", words));
  }

  /** The first quotation. */
  Optional<String> quotation() {
    return tokens.stream().filter(Token::quoted).map(Token::word).findFirst();
  }

  /** The first version number. */
  Optional<String> version() {
    return tokens.stream()
        .map(Token::word)
        .filter(word -> VERSION.matcher(word).matches())
        .findFirst();
  }

  /**
   * What stands behind a word, to the end: behind the one that a quotation follows, else behind the
   * first one after the verb.
   */
  Optional<String> after(String word) {
    int begin = -1;
    for (int i = tokens.size() - 2; i > verbIndex(); i--) {
      if (!tokens.get(i).quoted() && tokens.get(i).lower().equals(word)) {
        begin = i + 1;
        if (tokens.get(begin).quoted()) {
          break;
        }
      }
    }
    return begin < 0 ? Optional.empty() : Optional.of(join(tokens.subList(begin, tokens.size())));
  }

  /** What stands behind the verb, to the end; empty if nothing does. */
  String afterVerb() {
    int verb = verbIndex();
    return verb < 0 ? "" : join(tokens.subList(verb + 1, tokens.size()));
  }

  /** The words that are to be passed on, behind the verb and what it is done to. */
  Wording wording(List<String> thing) {
    Matcher matcher = TOKEN.matcher(text);
    int verb = verbIndex();
    int end = 0;
    for (int i = 0; i <= verb && matcher.find(); i++) {
      end = matcher.start() + tokens.get(i).word().length();
    }
    return Wording.of(verb < 0 ? "" : text.substring(end), thing);
  }

  /** Whether a name is mentioned, as whole words in any case. */
  boolean mentions(String name) {
    String padded = " " + normal(text) + " ";
    String wanted = normal(name);
    return !wanted.isBlank() && padded.contains(" " + wanted + " ");
  }

  /** A pattern that finds where a name is mentioned. */
  static String patternOf(String name) {
    return Arrays.stream(normal(name).split(" "))
        .map(Pattern::quote)
        .collect(Collectors.joining("[^\\p{L}\\p{N}]+"));
  }

  private static String normal(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }

  private static String join(List<Token> tokens) {
    return String.join(" ", tokens.stream().map(Token::word).toList());
  }
}
