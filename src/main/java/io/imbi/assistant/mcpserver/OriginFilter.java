package io.imbi.assistant.mcpserver;

import io.imbi.assistant.http.OriginPolicy;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps foreign web pages out. */
@ServerFilter(McpEndpoint.PATH)
@Requires(condition = SwitchedOn.class)
final class OriginFilter implements Ordered {

  private final OriginPolicy policy;

  OriginFilter(
      ServingSettings settings, @Property(name = "imbi.assistant.url") @Nullable String ownUrl) {
    this.policy =
        new OriginPolicy(
            Stream.concat(settings.mcpOrigins().stream(), Stream.ofNullable(ownUrl)).toList());
  }

  @RequestFilter
  void check(HttpRequest<?> request) {
    policy.check(request);
  }

  /** Before anybody looks at the credential. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 1;
  }
}
