package io.imbi.assistant.database;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanInitializedEventListener;
import io.micronaut.context.event.BeanInitializingEvent;
import jakarta.inject.Singleton;

/** Points the pool at the database before it is made. */
@Singleton
final class DatasourceAddressing implements BeanInitializedEventListener<DatasourceConfiguration> {

  /** Read by the pool when it is made. */
  private static final String VALIDATION_BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

  private final DatabaseAddress address;
  private final PoolSettings settings;

  DatasourceAddressing(DatabaseAddress address, PoolSettings settings) {
    this.address = address;
    this.settings = settings;
  }

  @Override
  public DatasourceConfiguration onInitialized(
      BeanInitializingEvent<DatasourceConfiguration> event) {
    // A connection that was used half a second ago may be dead too: after a failover nobody shall
    // be handed one. Asking costs one round trip each time a connection is borrowed.
    System.setProperty(VALIDATION_BYPASS, "0");
    DatasourceConfiguration pool = event.getBean();
    pool.setPoolName("database");
    pool.setUrl(address.url());
    pool.setUsername(address.username());
    pool.setPassword(address.password());
    address.driverProperties().forEach(pool::addDataSourceProperty);
    pool.setAutomaticValidationQuery(false);
    pool.setMaximumPoolSize(settings.poolSize());
    pool.setConnectionTimeout(settings.connectionTimeout().toMillis());
    pool.setValidationTimeout(Math.min(settings.connectionTimeout().toMillis(), 2_000));
    return pool;
  }
}
