package io.imbi.assistant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The README's tables, which tests hold against the code. */
final class Readme {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private Readme() {}

  /**
   * The rows of the table whose first heading is the given one, each as its cells.
   *
   * @throws AssertionError if there is no such table
   */
  static List<List<String>> table(String firstHeading) {
    List<List<String>> rows =
        lines().stream()
            .dropWhile(line -> !line.startsWith("| " + firstHeading + " |"))
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .map(Readme::cells)
            .toList();
    if (rows.isEmpty()) {
      throw new AssertionError("The README has no table of " + firstHeading);
    }
    return rows;
  }

  /** What a cell sets as code. */
  static List<String> code(String cell) {
    return CODE.matcher(cell).results().map((MatchResult match) -> match.group(1)).toList();
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(Path.of("README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String row) {
    return Arrays.stream(row.substring(1).split("(?<!\\\\)\\|")).map(String::strip).toList();
  }
}
