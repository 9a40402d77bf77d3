package io.imbi.assistant.http;

import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.core.propagation.ThreadPropagatedContextElement;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Names each request, so that its log lines can be told from others': with the name that the proxy
 * in front gave it, or a new one, which the response tells.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class RequestIdFilter implements Ordered {

  static final String HEADER = "X-Request-ID";

  /** The key under which a log pattern finds it. */
  private static final String LOG_KEY = "request";

  /** What may stand in a log line without being able to forge one. */
  private static final Pattern FIT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  @RequestFilter
  void begin(HttpRequest<?> request, MutablePropagatedContext context) {
    String given = request.getHeaders().get(HEADER);
    String id =
        given != null && FIT.matcher(given).matches()
            ? given
            : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    request.setAttribute(HEADER, id);
    context.add(new RequestId(id));
  }

  @ResponseFilter
  void end(HttpRequest<?> request, MutableHttpResponse<?> response) {
    request.getAttribute(HEADER, String.class).ifPresent(id -> response.header(HEADER, id));
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  private record RequestId(String id) implements ThreadPropagatedContextElement<@Nullable String> {

    @Override
    public @Nullable String updateThreadContext() {
      String before = MDC.get(LOG_KEY);
      MDC.put(LOG_KEY, id);
      return before;
    }

    @Override
    public void restoreThreadContext(@Nullable String before) {
      if (before == null) {
        MDC.remove(LOG_KEY);
      } else {
        MDC.put(LOG_KEY, before);
      }
    }
  }
}
