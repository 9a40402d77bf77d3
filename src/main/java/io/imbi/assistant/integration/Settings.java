package io.imbi.assistant.integration;

import io.imbi.assistant.deployment.SettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A map of a configuration file. Whatever is wrong in it is reported with the file and the place.
 * <code>${NAME}</code> in a text stands for the value of that variable.
 */
public final class Settings {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[A-Za-z0-9_.-]+}");

  private final String file;
  private final String path;
  private final Node node;
  private final UnaryOperator<String> variables;
  private final Map<String, Node> members = new LinkedHashMap<>();
  private final Set<String> read = new LinkedHashSet<>();

  /**
   * @param path such as {@code integrations[0]}
   * @param variables puts in what references stand for; throws where there is nothing
   */
  Settings(String file, String path, Node node, UnaryOperator<String> variables) {
    this.file = file;
    this.path = path;
    this.node = node;
    this.variables = variables;
    if (node instanceof MappingNode map) {
      for (NodeTuple each : map.getValue()) {
        if (!(each.getKeyNode() instanceof ScalarNode key)) {
          throw problem("has a key that is no text");
        }
        if (members.put(key.getValue(), each.getValueNode()) != null) {
          throw at(key, key.getValue()).apply("is there twice");
        }
      }
    } else if (!isNull(node)) {
      throw problem("must be a map");
    }
  }

  /** A problem with the whole of this. */
  public SettingException problem(String what) {
    return at(node, null).apply(what);
  }

  /** A problem with one of its members. */
  public SettingException problem(String member, String what) {
    return at(members.getOrDefault(member, node), member).apply(what);
  }

  private Function<String, SettingException> at(Node place, @Nullable String member) {
    String where = member == null ? path : path + "." + member;
    int line = place.getStartMark() == null ? 0 : place.getStartMark().getLine() + 1;
    return what -> new SettingException("%s, line %d, %s".formatted(file, line, where), what);
  }

  /** The names of what is there. */
  public Set<String> names() {
    return Set.copyOf(members.keySet());
  }

  public boolean has(String member) {
    return !isNull(value(member));
  }

  /** What stands there; a null where nothing does. */
  private Node value(String member) {
    read.add(member);
    Node value = members.get(member);
    return value == null ? new ScalarNode(Tag.NULL, "", null, null, ScalarStyle.PLAIN) : value;
  }

  /** A text; empty if it is absent. */
  public Optional<String> text(String member) {
    return has(member) ? Optional.of(scalar(member, value(member))) : Optional.empty();
  }

  public String requiredText(String member) {
    return text(member)
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> problem(member, "is missing"));
  }

  /** A secret, which the file must not hold itself but name the variable that does. */
  public Optional<String> secret(String member) {
    if (has(member)
        && value(member) instanceof ScalarNode value
        && !REFERENCE.matcher(value.getValue().strip()).matches()) {
      throw problem(member, "is a secret: write ${NAME_OF_A_VARIABLE} in place of its value");
    }
    return text(member);
  }

  public boolean flag(String member, boolean fallback) {
    return text(member)
        .map(
            value ->
                switch (value.strip()) {
                  case "true", "yes", "on" -> true;
                  case "false", "no", "off" -> false;
                  default -> throw problem(member, "must be true or false");
                })
        .orElse(fallback);
  }

  public int number(String member, int fallback, int least, int most) {
    return text(member)
        .map(
            value -> {
              try {
                int number = Integer.parseInt(value.strip());
                if (number >= least && number <= most) {
                  return number;
                }
              } catch (NumberFormatException _) {
                // Said below.
              }
              throw problem(member, "must be a number from %d to %d".formatted(least, most));
            })
        .orElse(fallback);
  }

  /** Such as {@code 30m}; empty if it is absent. */
  public Optional<Duration> duration(String member) {
    return text(member)
        .map(
            value ->
                Durations.parse(value)
                    .orElseThrow(
                        () -> problem(member, "must be a duration, such as 90s, 30m, 8h or 7d")));
  }

  /** Texts; one alone may stand without a list. Empty if it is absent. */
  public List<String> texts(String member) {
    if (!has(member)) {
      return List.of();
    }
    Node value = value(member);
    if (!(value instanceof SequenceNode list)) {
      return List.of(scalar(member, value));
    }
    List<String> texts = new ArrayList<>();
    for (Node each : list.getValue()) {
      texts.add(scalar(member, each));
    }
    return texts;
  }

  /** A map; one without members if it is absent. */
  public Settings map(String member) {
    return new Settings(file, path + "." + member, value(member), variables);
  }

  /** Maps in their order; none if it is absent. */
  public List<Settings> maps(String member) {
    if (!has(member)) {
      return List.of();
    }
    if (!(value(member) instanceof SequenceNode list)) {
      throw problem(member, "must be a list");
    }
    List<Settings> maps = new ArrayList<>();
    for (Node each : list.getValue()) {
      maps.add(
          new Settings(file, "%s.%s[%d]".formatted(path, member, maps.size()), each, variables));
    }
    return maps;
  }

  /** Refuses what nobody has asked for: it is a slip of the pen, and would silently do nothing. */
  public void nothingElse() {
    for (String member : members.keySet()) {
      if (!read.contains(member)) {
        throw problem(member, "is not known; there are " + String.join(", ", read));
      }
    }
  }

  private String scalar(String member, Node value) {
    if (!(value instanceof ScalarNode text)) {
      throw problem(member, "must be a single value");
    }
    try {
      return variables.apply(text.getValue());
    } catch (IllegalArgumentException e) {
      throw problem(member, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }
}
