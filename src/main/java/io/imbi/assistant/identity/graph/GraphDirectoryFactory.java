package io.imbi.assistant.identity.graph;

import com.github.benmanes.caffeine.cache.Ticker;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.graph.Graph;
import io.imbi.assistant.identity.Directory;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/** Makes the directory where the graph is used. */
@Factory
final class GraphDirectoryFactory {

  /** A check takes a tenth of a second; who has waited for fifty has waited long enough. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int MAX_CHECKS = 4;

  @Singleton
  @Bean(typed = Directory.class)
  @RequiresStore(StoreKind.GRAPH)
  GraphDirectory directory(
      Graph graph, Clock clock, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    Ticker ticker = Ticker.systemTicker();
    // A check keeps a processor busy, which virtual threads of other requests wait for meanwhile.
    int checks = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MAX_CHECKS);
    return new GraphDirectory(
        graph,
        clock,
        ticker,
        new SecretVerifier(ticker, SecretHash::isOf, checks, PATIENCE),
        new UseStamps(graph, clock, ticker, blocking));
  }
}
