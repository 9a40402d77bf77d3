package io.imbi.assistant.web;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Tells whoever distributes requests to send no more, while the service answers those that it has.
 */
@Singleton
@Readiness
final class StoppingIndicator implements HealthIndicator {

  private volatile boolean stopping;

  void stopping() {
    stopping = true;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Mono.fromSupplier(
        () ->
            HealthResult.builder("service", stopping ? HealthStatus.DOWN : HealthStatus.UP)
                .build());
  }
}
