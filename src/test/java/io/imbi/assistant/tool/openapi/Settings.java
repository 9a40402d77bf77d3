package io.imbi.assistant.tool.openapi;

import java.time.Duration;

/** Settings for tests. */
final class Settings {

  static final OpenApiSettings DEFAULT =
      new OpenApiSettings(
          20_971_520,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          8_388_608,
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));

  private Settings() {}
}
