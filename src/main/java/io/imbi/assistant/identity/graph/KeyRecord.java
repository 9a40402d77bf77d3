package io.imbi.assistant.identity.graph;

import io.imbi.assistant.graph.GraphValue.Nothing;
import io.imbi.assistant.graph.IsoTime;
import io.imbi.assistant.graph.Properties;
import java.time.Instant;
import java.util.Optional;

/**
 * An API key as the graph has it.
 *
 * @param hash Argon2's, of the secret
 * @param expiresAt empty if it never does
 */
record KeyRecord(
    String hash,
    boolean revoked,
    Optional<Instant> expiresAt,
    Scopes scopes,
    Optional<Account> owner) {

  /** Empty if there is no key. */
  static Optional<KeyRecord> read(Entry entry) {
    return entry
        .node(Statements.KEY)
        .map(
            key ->
                new KeyRecord(
                    key.text("key_hash").orElse(""),
                    Entry.isRevoked(key),
                    expiry(key),
                    Scopes.read(key),
                    entry.account()));
  }

  boolean isExpiredAt(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }

  /** A time that is not understood is long past. */
  private static Optional<Instant> expiry(Properties key) {
    return key.get("expires_at") instanceof Nothing
        ? Optional.empty()
        : key.text("expires_at").flatMap(IsoTime::read).or(() -> Optional.of(Instant.MIN));
  }

  @Override
  public String toString() {
    return "KeyRecord[owner=" + owner + "]";
  }
}
