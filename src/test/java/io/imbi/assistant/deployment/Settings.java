package io.imbi.assistant.deployment;

import io.micronaut.context.ApplicationContext;
import java.util.Map;

/** Reads configuration records as the service would, without starting anything. */
public final class Settings {

  private Settings() {}

  /** The record of this type with these properties and nothing else set. */
  public static <T> T read(Class<T> type, Map<String, Object> properties) {
    try (var context =
        ApplicationContext.builder()
            .enableDefaultPropertySources(false)
            .deduceEnvironment(false)
            .properties(properties)
            .start()) {
      return context.getBean(type);
    }
  }
}
