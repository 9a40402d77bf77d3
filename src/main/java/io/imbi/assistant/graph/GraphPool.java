package io.imbi.assistant.graph;

import io.imbi.assistant.database.StoreKind;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanInitializedEventListener;
import io.micronaut.context.event.BeanInitializingEvent;
import jakarta.inject.Singleton;

/** Prepares the pool for AGE where the graph is used, and leaves it alone where it is not. */
@Singleton
final class GraphPool implements BeanInitializedEventListener<DatasourceConfiguration> {

  private final StoreKind kind;

  GraphPool(StoreKind kind) {
    this.kind = kind;
  }

  @Override
  public DatasourceConfiguration onInitialized(
      BeanInitializingEvent<DatasourceConfiguration> event) {
    DatasourceConfiguration pool = event.getBean();
    switch (kind) {
      case GRAPH -> GraphConnections.prepare(pool);
      case RELATIONAL -> {}
    }
    return pool;
  }
}
