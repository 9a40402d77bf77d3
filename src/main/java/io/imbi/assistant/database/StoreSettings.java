package io.imbi.assistant.database;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Locale;
import java.util.Optional;

/**
 * Which kind of store to use.
 *
 * @param store {@code IMBI_ASSISTANT_STORE}: {@code relational}, {@code graph}, or {@code auto} for
 *     the graph where the database has it
 */
@ConfigurationProperties("imbi.assistant")
record StoreSettings(@Bindable(defaultValue = AUTO) String store) {

  static final String VARIABLE = "IMBI_ASSISTANT_STORE";

  private static final String AUTO = "auto";

  /**
   * The kind that was asked for; empty for {@code auto}.
   *
   * @throws SettingException if there is no such kind
   */
  Optional<StoreKind> kind() {
    return switch (store.strip().toLowerCase(Locale.ROOT)) {
      case AUTO, "" -> Optional.empty();
      case "relational" -> Optional.of(StoreKind.RELATIONAL);
      case "graph" -> Optional.of(StoreKind.GRAPH);
      default -> throw new SettingException(VARIABLE, "must be auto, relational or graph");
    };
  }
}
