package io.imbi.assistant.database;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotBlank;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is.
 *
 * @param url {@code POSTGRES_URL}: {@code postgresql://user:password@host:port/database?options}; a
 *     secret
 * @param graphName {@code POSTGRES_GRAPH_NAME}: the name of Imbi's graph
 */
@ConfigurationProperties("postgres")
public record PostgresSettings(
    @Nullable String url, @Bindable(defaultValue = "imbi") @NotBlank String graphName) {

  static final String URL_VARIABLE = "POSTGRES_URL";
  static final String GRAPH_NAME_VARIABLE = "POSTGRES_GRAPH_NAME";

  /** The DSN; empty if there is none or it is blank. */
  Optional<String> dsn() {
    return Optional.ofNullable(url).map(String::strip).filter(dsn -> !dsn.isEmpty());
  }

  @Override
  public String toString() {
    return "PostgresSettings[graphName=" + graphName + "]";
  }
}
