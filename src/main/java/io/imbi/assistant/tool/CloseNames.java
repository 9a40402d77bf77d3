package io.imbi.assistant.tool;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the names that one may have meant, by the pairs of letters that they share. */
final class CloseNames {

  private static final int MOST = 3;
  private static final double CLOSE_ENOUGH = 0.4;
  private static final int LONGEST = 128;

  private CloseNames() {}

  /** At most three of {@code names}, the closest first. */
  static List<String> to(String meant, List<String> names) {
    Set<String> wanted = pairs(meant.substring(0, Math.min(meant.length(), LONGEST)));
    return names.stream()
        .map(name -> new Scored(name, similarity(wanted, pairs(name))))
        .filter(scored -> scored.score >= CLOSE_ENOUGH)
        .sorted(Comparator.comparingDouble(Scored::score).reversed())
        .limit(MOST)
        .map(Scored::name)
        .toList();
  }

  private static double similarity(Set<String> some, Set<String> others) {
    long shared = some.stream().filter(others::contains).count();
    return 2.0 * shared / Math.max(1, some.size() + others.size());
  }

  private static Set<String> pairs(String name) {
    String letters = name.toLowerCase(Locale.ROOT);
    Set<String> pairs = new HashSet<>();
    for (int i = 0; i + 2 <= letters.length(); i++) {
      pairs.add(letters.substring(i, i + 2));
    }
    return pairs;
  }

  private record Scored(String name, double score) {}
}
