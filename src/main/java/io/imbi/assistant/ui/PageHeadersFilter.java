package io.imbi.assistant.ui;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * Tells browsers what the pages may do: nothing beyond this service, and no script or style that
 * does not come as a file of its own. What an answer holds stays text, whatever it is made of.
 */
@ServerFilter({"/ui", "/ui/**"})
final class PageHeadersFilter {

  private static final String POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "connect-src 'self'",
          "img-src 'self' data:",
          "font-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          // The sanitiser's own, which turns text into a document that runs nothing.
          "trusted-types dompurify");

  @ResponseFilter
  void addHeaders(MutableHttpResponse<?> response) {
    response
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cross-Origin-Resource-Policy", "same-origin");
    if (!response.getHeaders().contains(HttpHeaders.CACHE_CONTROL)) {
      response.header(HttpHeaders.CACHE_CONTROL, "no-cache");
    }
  }
}
