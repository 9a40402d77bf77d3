package io.imbi.assistant.queue;

import io.micronaut.context.annotation.Requires;
import io.micronaut.jdbc.DataSourceResolver;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The service's own database, and the transactions that its other parts take part in too. */
@Singleton
@Requires(beans = DataSource.class)
final class PooledDatabase implements QueueDatabase {

  private final TransactionOperations<Connection> transactions;
  private final DataSource pool;

  PooledDatabase(
      @Named("default") TransactionOperations<Connection> transactions,
      @Named("default") DataSource dataSource,
      DataSourceResolver resolver) {
    this.transactions = transactions;
    this.pool = resolver.resolve(dataSource);
  }

  @Override
  public <T> T inTransaction(Work<T> work) {
    try {
      return transactions.<T>executeWrite(
          status -> {
            try {
              return work.run(status.getConnection());
            } catch (SQLException e) {
              throw new QueueStorageException(e);
            }
          });
    } catch (QueueStorageException e) {
      throw e;
    } catch (RuntimeException e) {
      throw storageFailure(e);
    }
  }

  @Override
  public Connection connect() throws SQLException {
    return pool.getConnection();
  }

  /** No connection, or no commit: the transaction manager wraps what the driver said. */
  private static RuntimeException storageFailure(RuntimeException e) {
    @Nullable Throwable cause = e;
    while (cause != null) {
      if (cause instanceof SQLException failure) {
        return new QueueStorageException(failure);
      }
      cause = cause.getCause();
    }
    return e;
  }
}
