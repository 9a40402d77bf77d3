package io.imbi.assistant.thread.web;

import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.thread.ThreadSettings;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.exceptions.HttpStatusException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Lets those in who may call, before anything of the request's body is read: with the static key,
 * or with a token that Authentik lets use the application, or everybody where neither is set.
 */
@ServerFilter({ChatController.PATH, ChatController.PATH + "/**"})
@Requires(condition = ChatOffered.class)
final class AccessFilter {

  private static final String SCHEME = "bearer ";

  private final ThreadSettings settings;
  private final Optional<byte[]> key;
  private final AuthentikCheck authentik;

  AccessFilter(ThreadSettings settings, AuthentikCheck authentik) {
    this.settings = settings;
    this.key = settings.staticKey().map(AccessFilter::bytes);
    this.authentik = authentik;
  }

  /**
   * Lets the request on, or refuses it with an exception.
   *
   * @return the request itself: a future without a value would end the request with no response
   */
  @RequestFilter
  CompletableFuture<HttpRequest<?>> admit(HttpRequest<?> request) {
    if (settings.isOpen()) {
      return CompletableFuture.completedFuture(request);
    }
    BearerToken token = tokenOf(request).orElseThrow(AccessFilter::unauthorized);
    if (isKey(token)) {
      return CompletableFuture.completedFuture(request);
    }
    return authentik
        .mayUse(token)
        .thenApply(
            allowed -> {
              if (!allowed) {
                throw unauthorized();
              }
              return request;
            });
  }

  /** Takes as long whatever of the key is right. */
  private boolean isKey(BearerToken token) {
    return key.filter(bytes -> MessageDigest.isEqual(bytes, bytes(token.value()))).isPresent();
  }

  private static byte[] bytes(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpStatusException unauthorized() {
    return new HttpStatusException(HttpStatus.UNAUTHORIZED, "Unauthorized");
  }

  /** The token of the only {@code Authorization} header; several would be somebody's trick. */
  private static Optional<BearerToken> tokenOf(HttpRequest<?> request) {
    List<String> credentials = request.getHeaders().getAll(HttpHeaders.AUTHORIZATION);
    if (credentials.size() != 1) {
      return Optional.empty();
    }
    String credential = credentials.getFirst();
    if (!credential.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return Optional.empty();
    }
    String token = credential.substring(SCHEME.length()).strip();
    return token.isEmpty() ? Optional.empty() : Optional.of(new BearerToken(token));
  }
}
