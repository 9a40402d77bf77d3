package io.imbi.assistant.model.demo;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words that a request passes on, as they were said: what is to be noted, sent or repeated.
 *
 * @param text empty if there are none
 * @param announced whether the request says that they follow, as a colon does
 * @param ofThing whether it names the thing that they are for, as in "a note"
 */
record Wording(String text, boolean announced, boolean ofThing) {

  /** What may stand before a thing that is named, to be followed by it. */
  static final String DETERMINERS =
      "(?:(?:me|us|a|an|the|this|another|new|quick|short|following|my|our)\\s+)*";

  /** What may stand between the thing and its words, and belongs to neither. */
  private static final String ASIDES = "(?:\\s+(?:down|please|for\\s+(?:me|us)|to\\s+myself))*";

  private static final String COLON =
      ":?\\s*+with\\s+(?:the\\s+)?(?:text|message|content|question|prompt|query)\\b:?|:";

  private static final String SAYING =
      "|[-–—](?=\\s)|(?:saying|reading|to\\s+say|(?:that|which)\\s+(?:says|reads))\\b"
          + "(?:\\s+that\\b)?:?|that\\b";

  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

  private static final Pattern OF_NOTHING =
      Pattern.compile("^\\s*+(?:down\\b)?\\s*+([.!?,]?\\s*+(?:" + COLON + "))?\\s*(.*)$", FLAGS);

  private static final Pattern QUOTED =
      Pattern.compile("^(?:\"([^\"]*)\"|“([^”]*)”|«([^»]*)»|'([^']*)')$", FLAGS);

  /**
   * @param order what stands behind the verb of a request
   * @param thing the stems of what the verb is done to
   */
  static Wording of(String order, List<String> thing) {
    if (!thing.isEmpty()) {
      Matcher matcher =
          Pattern.compile(
                  "^\\s*"
                      + DETERMINERS
                      + patternOf(thing)
                      + ASIDES
                      + "(\\s*+[.!?,]?\\s*+(?:"
                      + COLON
                      + SAYING
                      + "))?\\s*(.*)$",
                  FLAGS)
              .matcher(order);
      if (matcher.matches()) {
        return of(matcher, true);
      }
    }
    Matcher matcher = OF_NOTHING.matcher(order);
    return matcher.matches() ? of(matcher, false) : new Wording(order.strip(), false, false);
  }

  private static Wording of(Matcher matcher, boolean ofThing) {
    String text = unquoted(matcher.group(2).strip());
    return new Wording(text, matcher.group(1) != null && !text.isEmpty(), ofThing);
  }

  private static String unquoted(String text) {
    Matcher quoted = QUOTED.matcher(text);
    if (quoted.matches()) {
      for (int group = 1; group <= quoted.groupCount(); group++) {
        if (quoted.group(group) != null) {
          return quoted.group(group).strip();
        }
      }
    }
    return text;
  }

  /** The words, or the quotation that a request has instead of saying what they are. */
  String orQuotation(Optional<String> quotation) {
    boolean unclear = !announced && !ofThing;
    return unclear ? quotation.orElse(text) : text;
  }

  /** A pattern that finds a thing where it is named: at least by the first of its words. */
  static String patternOf(List<String> thing) {
    return thing.stream()
            .map(word -> Pattern.quote(word) + "s?\\b")
            .collect(Collectors.joining("(?:\\s+"))
        + ")?".repeat(thing.size() - 1);
  }
}
