package io.imbi.assistant.model.demo;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What is known of English: as much as questions about projects need. */
final class Words {

  private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(?:[-_][a-z0-9]+)*");

  private static final Map<String, String> SHORT_FORMS =
      Map.of(
          "org", "organization",
          "organisation", "organization",
          "env", "environment",
          "repo", "repository",
          "proj", "project",
          "deploy", "deployment",
          "open", "navigate",
          "go", "navigate",
          "visit", "navigate",
          "take", "navigate");

  /** Words that carry a sentence and name nothing. */
  private static final Set<String> GRAMMAR =
      Set.of(
          "a", "about", "all", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but",
          "by", "called", "can", "could", "did", "do", "does", "each", "every", "exist", "for",
          "from", "give", "had", "has", "have", "hello", "help", "here", "hey", "hi", "how", "i",
          "if", "in", "into", "is", "it", "its", "just", "kindly", "know", "let", "lets", "like",
          "list", "many", "me", "my", "name", "named", "need", "new", "now", "of", "on", "or",
          "our", "own", "owns", "page", "please", "run", "running", "see", "should", "show", "some",
          "tell", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those",
          "titled", "to", "under", "us", "use", "uses", "want", "was", "we", "were", "what",
          "where", "which", "who", "whose", "will", "with", "would", "you", "your");

  /** Words after which something else is spoken of than what is asked for. */
  private static final Set<String> PREPOSITIONS =
      Set.of(
          "about", "as", "at", "by", "for", "from", "in", "into", "of", "on", "to", "under", "with",
          "within");

  /** Words that may stand before the verb of a request. */
  private static final Set<String> COURTESIES =
      Set.of(
          "and", "can", "could", "hello", "help", "hey", "hi", "i", "i'd", "just", "kindly", "let",
          "lets", "let's", "like", "me", "need", "now", "please", "then", "to", "us", "want", "we",
          "will", "would", "you");

  private Words() {}

  static boolean isGrammar(String lowerCase) {
    return GRAMMAR.contains(lowerCase);
  }

  static boolean isPreposition(String lowerCase) {
    return PREPOSITIONS.contains(lowerCase);
  }

  static boolean isCourtesy(String lowerCase) {
    return COURTESIES.contains(lowerCase);
  }

  /** Whether a text may be sent where a slug is wanted. */
  static boolean isSlug(String text) {
    return SLUG.matcher(text).matches();
  }

  /** A word in the form in which it is compared: lower case, singular, in full. */
  static String stem(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    String singular = singular(lower);
    return SHORT_FORMS.getOrDefault(singular, singular);
  }

  /** The words of an identifier, such as {@code list} and {@code project} of list_projects. */
  static List<String> stems(String identifier) {
    return Arrays.stream(
            identifier.replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2").split("[^\\p{L}\\p{N}]+"))
        .filter(word -> !word.isEmpty())
        .map(Words::stem)
        .toList();
  }

  /** Such as {@code payment-gateway} of {@code Payment Gateway}. */
  static String slug(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "-")
        .replaceAll("^-|-$", "");
  }

  static boolean isPlural(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return !singular(lower).equals(lower);
  }

  private static String singular(String lower) {
    if (lower.length() > 4 && lower.endsWith("ies")) {
      return lower.substring(0, lower.length() - 3) + "y";
    }
    boolean plural =
        lower.length() > 3
            && lower.endsWith("s")
            && !lower.endsWith("ss")
            && !lower.endsWith("us")
            && !lower.endsWith("is");
    return plural ? lower.substring(0, lower.length() - 1) : lower;
  }
}
