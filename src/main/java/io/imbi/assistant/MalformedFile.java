package io.imbi.assistant;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Names the configuration file that is not YAML, which whoever reads it has forgotten. */
final class MalformedFile {

  private static final String VARIABLE = "MICRONAUT_CONFIG_FILES";
  private static final String PROPERTY = "micronaut.config.files";

  private MalformedFile() {}

  static String describe(MarkedYAMLException malformed) {
    return describe(
        malformed,
        Stream.of(System.getProperty(PROPERTY), System.getenv(VARIABLE))
            .filter(Objects::nonNull)
            .flatMap(names -> Stream.of(names.split(",", -1)))
            .map(String::strip)
            .toList());
  }

  /**
   * @param files those that may have been read
   */
  static String describe(MarkedYAMLException malformed, List<String> files) {
    String file = files.stream().filter(MalformedFile::isMalformed).findFirst().orElse(VARIABLE);
    @Nullable Mark place = malformed.getProblemMark();
    return place == null
        ? "%s: is not YAML: %s".formatted(file, malformed.getProblem())
        : "%s, line %d, column %d: is not YAML: %s"
            .formatted(file, place.getLine() + 1, place.getColumn() + 1, malformed.getProblem());
  }

  private static boolean isMalformed(String name) {
    try (Reader reader = Files.newBufferedReader(Path.of(name.replaceFirst("^file:", "")))) {
      new Yaml(new LoaderOptions()).composeAll(reader).forEach(_ -> {});
      return false;
    } catch (MarkedYAMLException _) {
      return true;
    } catch (IOException | InvalidPathException _) {
      return false;
    }
  }
}
