package io.imbi.assistant.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.deployment.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabaseSettingsTest {

  @Test
  void defaults() {
    assertThat(Settings.read(PostgresSettings.class, Map.of()))
        .isEqualTo(new PostgresSettings(null, "imbi"));
    assertThat(Settings.read(PoolSettings.class, Map.of()))
        .isEqualTo(new PoolSettings(10, Duration.ofSeconds(5)));
    assertThat(Settings.read(StoreSettings.class, Map.of())).isEqualTo(new StoreSettings("auto"));
  }

  @Test
  void names() {
    assertThat(
            Settings.read(
                PostgresSettings.class,
                Map.of("postgres.url", "postgresql://db", "postgres.graph-name", "g")))
        .isEqualTo(new PostgresSettings("postgresql://db", "g"));
    assertThat(
            Settings.read(
                PoolSettings.class,
                Map.of(
                    "imbi.assistant.database.pool-size", "3",
                    "imbi.assistant.database.connection-timeout", "250ms")))
        .isEqualTo(new PoolSettings(3, Duration.ofMillis(250)));
    assertThat(Settings.read(StoreSettings.class, Map.of("imbi.assistant.store", "graph")))
        .isEqualTo(new StoreSettings("graph"));
  }

  @Test
  void aPoolThatCannotServeStopsTheStart() {
    assertThatThrownBy(() -> new PoolSettings(0, Duration.ofSeconds(5)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("IMBI_ASSISTANT_DATABASE_POOL_SIZE: ");
    assertThatThrownBy(() -> new PoolSettings(1, Duration.ofMillis(249)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("IMBI_ASSISTANT_DATABASE_CONNECTION_TIMEOUT: ");
  }

  @Test
  void aKindOfStoreIsReadWithoutRegardToCase() {
    assertThat(new StoreSettings(" Relational ").kind()).contains(StoreKind.RELATIONAL);
    assertThat(new StoreSettings("GRAPH").kind()).contains(StoreKind.GRAPH);
    assertThat(new StoreSettings("").kind()).isEmpty();
  }

  @Test
  void aBlankUrlIsNone() {
    assertThat(new PostgresSettings("  ", "imbi").dsn()).isEmpty();
    assertThat(new PostgresSettings(" postgresql://db\n", "imbi").dsn())
        .isEqualTo(Optional.of("postgresql://db"));
  }

  @Test
  void theUrlIsASecret() {
    assertThat(new PostgresSettings("postgresql://ann:hunter2@db", "imbi").toString())
        .doesNotContain("hunter2");
  }
}
