package io.imbi.assistant.thread.web;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.imbi.assistant.thread.ThreadSettings;
import io.imbi.assistant.thread.ThreadSettings.Authentik;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Authentik whether a caller may use the application, with the caller's own token. An answer
 * counts for a few seconds; the token itself is not kept for that.
 */
@Singleton
final class AuthentikCheck {

  private static final Logger LOG = LoggerFactory.getLogger(AuthentikCheck.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_COUNTS = Duration.ofSeconds(5);
  private static final int MAX_ANSWERS = 10_000;
  private static final int MAX_BYTES = 64 * 1024;

  private final Optional<URI> question;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .executor(executor)
          .build();
  private final AsyncCache<String, Boolean> answers =
      Caffeine.newBuilder().maximumSize(MAX_ANSWERS).expireAfterWrite(ANSWER_COUNTS).buildAsync();

  AuthentikCheck(ThreadSettings settings) {
    this.question = settings.authentik().map(AuthentikCheck::question);
  }

  private static URI question(Authentik authentik) {
    String base = authentik.url().toString().replaceAll("/+$", "");
    return URI.create(
        "%s/api/v3/core/applications/%s/check_access/".formatted(base, authentik.application()));
  }

  /** False also where there is no Authentik, or it cannot be asked. */
  CompletableFuture<Boolean> mayUse(BearerToken token) {
    if (question.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    HttpRequest request;
    try {
      request =
          HttpRequest.newBuilder(question.get())
              .timeout(TIMEOUT)
              .header("Authorization", "Bearer " + token.value())
              .header("Accept", "application/json")
              .build();
    } catch (IllegalArgumentException _) {
      // It has something in it that no header may have; its text must not get into a log line.
      return CompletableFuture.completedFuture(false);
    }
    String key =
        HexFormat.of().formatHex(Digest.sha256(token.value().getBytes(StandardCharsets.UTF_8)));
    // What could not be asked is not remembered, so that the next caller asks again.
    return answers
        .get(key, (_, _) -> ask(request))
        .exceptionally(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException ? failure.getCause() : failure;
              LOG.warn(
                  "Authentik cannot be asked whether a caller may use the chat API: {}",
                  cause + "");
              return false;
            });
  }

  private CompletableFuture<Boolean> ask(HttpRequest request) {
    return http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES))
        .orTimeout(TIMEOUT.toMillis() + 1000, TimeUnit.MILLISECONDS)
        .thenApply(AuthentikCheck::isPassing);
  }

  private static boolean isPassing(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 200) {
      try {
        var passing = Json.parse(response.body()).path("passing");
        if (passing.isBoolean()) {
          return passing.booleanValue();
        }
      } catch (MalformedJsonException _) {
        // Said below.
      }
      LOG.warn("Authentik's answer does not say whether the caller may use the application");
      return false;
    }
    if (status >= 500) {
      throw new CompletionException(new IOException("it answered with status " + status));
    }
    if (status != 401 && status != 403) {
      LOG.warn(
          "Authentik answered with status {}: are JIMS_AUTHENTIK_URL and JIMS_AUTHENTIK_APP_SLUG"
              + " right?",
          status);
    }
    return false;
  }

  @PreDestroy
  void close() {
    http.shutdownNow();
    executor.shutdownNow();
  }
}
