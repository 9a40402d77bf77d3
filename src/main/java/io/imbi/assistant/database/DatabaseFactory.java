package io.imbi.assistant.database;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.flywaydb.core.api.callback.Callback;

/** Decides, once at start, which database it is and what is kept in it. */
@Factory
final class DatabaseFactory {

  @Singleton
  DatabaseAddress address(
      PostgresSettings settings, Deployment deployment, BeanProvider<EmbeddedLifecycle> embedded) {
    return settings
        .dsn()
        .map(PostgresUrl::parse)
        .orElseGet(
            () -> {
              if (!deployment.isDevelopment()) {
                throw new SettingException(
                    PostgresSettings.URL_VARIABLE,
                    "must be set outside development:"
                        + " postgresql://user:password@host:port/database");
              }
              return embedded.get().start().address();
            });
  }

  @Singleton
  @Named("default")
  Callback[] migrationCallbacks() {
    return new Callback[] {new SchemaRights()};
  }

  @Context
  @Requires(beans = DataSource.class)
  StoreKind storeKind(StoreSettings store, PostgresSettings postgres, DatabaseAddress address) {
    return new StoreSelection(store, postgres, address).resolve();
  }
}
