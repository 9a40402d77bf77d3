package io.imbi.assistant.mcpserver;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.exceptions.HttpStatusException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps foreign web pages out. A page whose host name is made to point at the reader's own machine
 * can send requests to a server there; its browser says, in {@code Origin}, whose page it is.
 * Programs send none.
 */
@ServerFilter(McpEndpoint.PATH)
@Requires(condition = SwitchedOn.class)
final class OriginFilter implements Ordered {

  private final Set<Origin> allowed;

  OriginFilter(
      ServingSettings settings, @Property(name = "imbi.assistant.url") @Nullable String ownUrl) {
    this.allowed =
        Stream.concat(settings.mcpOrigins().stream(), Stream.ofNullable(ownUrl))
            .flatMap(text -> Origin.parse(text).stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  @RequestFilter
  void check(HttpRequest<?> request) {
    List<String> origins = request.getHeaders().getAll(HttpHeaders.ORIGIN);
    if (!origins.stream().allMatch(this::isAllowed)) {
      throw new HttpStatusException(
          HttpStatus.FORBIDDEN, "Requests of web pages from this origin are not accepted");
    }
  }

  private boolean isAllowed(String text) {
    return Origin.parse(text)
        .filter(origin -> origin.isOnThisMachine() || allowed.contains(origin))
        .isPresent();
  }

  /** Before anybody looks at the credential. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 1;
  }
}
