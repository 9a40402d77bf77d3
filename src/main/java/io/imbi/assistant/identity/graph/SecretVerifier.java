package io.imbi.assistant.identity.graph;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.imbi.assistant.identity.Directory.ApiKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Checks the secrets of API keys. Argon2 is made to be dear, so a success is remembered for a
 * minute, by a hash of the key, and few run at once: a flood of bad keys costs its senders time and
 * nobody else more than a wait.
 */
final class SecretVerifier {

  static final Duration REMEMBERED = Duration.ofSeconds(60);

  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_SECRET_CHARS = 512;

  private final Cache<String, String> verified;
  private final Check check;
  private final Semaphore running;
  private final Duration patience;

  /**
   * @param concurrency how many checks run at once
   * @param patience how long a caller waits for its turn
   */
  SecretVerifier(Ticker ticker, Check check, int concurrency, Duration patience) {
    this.check = check;
    this.verified =
        Caffeine.newBuilder()
            .ticker(ticker)
            .expireAfterWrite(REMEMBERED)
            .maximumSize(MAX_REMEMBERED)
            .build();
    this.running = new Semaphore(concurrency, true);
    this.patience = patience;
  }

  /**
   * Whether the key's secret is the one that {@code stored} is the hash of. Without a hash, or with
   * one that is none, it is not, and to find out takes as long.
   *
   * @throws IllegalStateException if too many others are being checked
   */
  boolean verify(ApiKey key, Optional<String> stored) {
    if (key.secret().length() > MAX_SECRET_CHARS) {
      return false;
    }
    String fingerprint = fingerprint(key);
    if (isRemembered(fingerprint, stored)) {
      return true;
    }
    Optional<SecretHash> hash = stored.flatMap(SecretHash::parse);
    takeTurn();
    try {
      // Whoever waited may find that another request with the same key has done the work.
      if (isRemembered(fingerprint, stored)) {
        return true;
      }
      boolean right = check.isOf(hash.orElse(SecretHash.NOBODYS), key.secret()) && hash.isPresent();
      if (right) {
        verified.put(fingerprint, stored.orElseThrow());
      }
      return right;
    } finally {
      running.release();
    }
  }

  /** Whether the key was found to be right a short while ago, with this hash. */
  boolean remembers(ApiKey key, String hash) {
    return isRemembered(fingerprint(key), Optional.of(hash));
  }

  /** A key that got a new secret meanwhile has another hash. */
  private boolean isRemembered(String fingerprint, Optional<String> stored) {
    String known = verified.getIfPresent(fingerprint);
    return known != null && stored.filter(known::equals).isPresent();
  }

  private void takeTurn() {
    try {
      if (!running.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("Too many API keys are being checked");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted before the API key was checked", e);
    }
  }

  private static String fingerprint(ApiKey key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((key.keyId() + "_" + key.secret()).getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Whether a hash is that of a secret. */
  @FunctionalInterface
  interface Check {
    boolean isOf(SecretHash hash, String secret);
  }
}
