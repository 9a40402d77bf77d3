package io.imbi.assistant.identity.graph;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Counts the statements that go through a data source, each one round trip to the database. */
final class CountedStatements {

  private final AtomicInteger count = new AtomicInteger();
  private final DataSource dataSource;

  CountedStatements(DataSource real) {
    this.dataSource =
        proxy(
            DataSource.class,
            real,
            result -> result instanceof Connection connection ? counting(connection) : result);
  }

  DataSource dataSource() {
    return dataSource;
  }

  /** How many there were since the last call. */
  int take() {
    return count.getAndSet(0);
  }

  private Connection counting(Connection connection) {
    return proxy(
        Connection.class,
        connection,
        result -> {
          if (result instanceof java.sql.Statement) {
            count.incrementAndGet();
          }
          return result;
        });
  }

  private static <T> T proxy(Class<T> type, T real, java.util.function.UnaryOperator<Object> each) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              try {
                Object result = method.invoke(real, arguments);
                return result == null ? null : each.apply(result);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
