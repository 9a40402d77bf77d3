package io.imbi.assistant.integration;

import java.util.List;

/** A bean that knows one kind of integration. */
public interface IntegrationType {

  /** What the configuration calls it, such as {@code github}. */
  String type();

  /**
   * Makes one of what was configured. Called once for each when the process starts; it reads its
   * settings and connects to nothing.
   *
   * @param settings those of the kind's own; type, name and schedule are read already
   * @return what is special about it
   * @throws io.imbi.assistant.deployment.SettingException of {@link Settings#problem} if something
   *     is wrong with them
   */
  Parts create(String id, Settings settings);

  /**
   * What an integration of this kind consists of.
   *
   * @param platforms those that are switched on
   * @param actions those that are offered to chat
   */
  record Parts(List<Platform> platforms, List<Action> actions) {}
}
