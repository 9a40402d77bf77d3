package io.imbi.assistant.integration;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.env.Environment;
import io.micronaut.core.type.Argument;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads {@code integrations:} from the files that {@code MICRONAUT_CONFIG_FILES} names. They are
 * read here once more, because the framework forgets where a value stood.
 */
@Singleton
final class ConfigurationFiles {

  private static final String PROPERTY = "micronaut.config.files";
  private static final String ROOT = "integrations";
  private static final String LOCAL = "file:";
  private static final Pattern YAML = Pattern.compile(".*\\.(ya?ml|json)");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z0-9_.-]+)(?::([^}]*))?}");

  private final Environment environment;

  ConfigurationFiles(Environment environment) {
    this.environment = environment;
  }

  /**
   * The entries of all files, in their order.
   *
   * @throws SettingException if a file cannot be read
   */
  List<Settings> integrations() {
    List<Settings> entries = new ArrayList<>();
    for (String location :
        environment.getProperty(PROPERTY, Argument.listOf(String.class)).orElse(List.of())) {
      String path = location.startsWith(LOCAL) ? location.substring(LOCAL.length()) : location;
      if (YAML.matcher(path).matches() && Files.exists(Path.of(path))) {
        read(path, entries);
      }
    }
    return entries;
  }

  private void read(String file, List<Settings> entries) {
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      for (Node document : new Yaml(new LoaderOptions()).composeAll(reader)) {
        if (document instanceof MappingNode root) {
          root.getValue().stream()
              .filter(each -> isRoot(each))
              .forEach(each -> read(file, each.getValueNode(), entries));
        }
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new SettingException(
          "%s, line %d".formatted(file, line), "is not YAML: " + e.getProblem());
    } catch (IOException e) {
      throw new SettingException(file, "cannot be read: " + e);
    }
  }

  private static boolean isRoot(NodeTuple member) {
    return member.getKeyNode() instanceof ScalarNode key && key.getValue().equals(ROOT);
  }

  private void read(String file, Node list, List<Settings> entries) {
    if (!(list instanceof SequenceNode sequence)) {
      throw new SettingException(
          "%s, line %d, %s".formatted(file, list.getStartMark().getLine() + 1, ROOT),
          "must be a list");
    }
    int index = 0;
    for (Node each : sequence.getValue()) {
      entries.add(new Settings(file, ROOT + "[" + index++ + "]", each, this::withVariables));
    }
  }

  private String withVariables(String text) {
    Matcher reference = REFERENCE.matcher(text);
    var resolved = new StringBuilder();
    while (reference.find()) {
      String name = reference.group(1);
      String value =
          variable(name)
              .or(() -> Optional.ofNullable(reference.group(2)))
              .orElseThrow(
                  () -> new IllegalArgumentException("refers to " + name + ", which is not set"));
      reference.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    reference.appendTail(resolved);
    return resolved.toString();
  }

  /** By the name of a property, or of the variable that sets it. */
  private Optional<String> variable(String name) {
    return environment
        .getProperty(name, String.class)
        .or(
            () ->
                environment.getProperty(
                    name.toLowerCase(Locale.ROOT).replace('_', '.'), String.class));
  }
}
