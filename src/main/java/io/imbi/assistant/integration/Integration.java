package io.imbi.assistant.integration;

import io.imbi.assistant.queue.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something outside that is watched and acted upon.
 *
 * @param type its kind, such as {@code github}
 * @param name tells it from others of its kind
 * @param platforms those that are switched on
 * @param actions those that it offers to chat
 * @param schedule when all platforms run; null for by hand only
 */
public record Integration(
    String type,
    String name,
    List<Platform> platforms,
    List<Action> actions,
    @Nullable Schedule schedule) {

  public Integration {
    Identifiers.check("An integration's type", type);
    Identifiers.check("An integration's name", name);
    platforms = List.copyOf(platforms);
    actions = List.copyOf(actions);
  }

  /** Such as {@code github.my_repos}. */
  public String id() {
    return type + "." + name;
  }
}
