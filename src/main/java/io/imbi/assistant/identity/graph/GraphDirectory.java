package io.imbi.assistant.identity.graph;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.imbi.assistant.graph.CypherQuery;
import io.imbi.assistant.graph.Graph;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.identity.Directory;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks principals up in the graph: one statement for the credential, the principal and its roles,
 * and one for what all roles grant. Both are believed for {@link #BELIEVED}; refusals are not kept.
 */
final class GraphDirectory implements Directory {

  static final Duration BELIEVED = Duration.ofSeconds(30);

  private static final int MAX_KEPT = 10_000;

  private final Graph graph;
  private final Clock clock;
  private final SecretVerifier secrets;
  private final UseStamps stamps;
  private final Cache<TokenKey, Account> tokens;
  private final Cache<String, KeyRecord> keys;
  private final Cache<Boolean, RoleBook> roles;

  GraphDirectory(
      Graph graph, Clock clock, Ticker ticker, SecretVerifier secrets, UseStamps stamps) {
    this.graph = graph;
    this.clock = clock;
    this.secrets = secrets;
    this.stamps = stamps;
    this.tokens = cache(ticker);
    this.keys = cache(ticker);
    this.roles = cache(ticker);
  }

  @Override
  public Lookup find(AccessToken token) {
    var key = new TokenKey(token.subject(), token.tokenId(), token.serviceAccount());
    Account known = tokens.getIfPresent(key);
    if (known != null) {
      return found(known, Scopes.NONE, Optional.ofNullable(token.displayName()));
    }
    Entry entry =
        lookUp(
            token.serviceAccount() ? Statements.TOKEN_OF_SERVICE_ACCOUNT : Statements.TOKEN_OF_USER,
            Parameters.of("jti", token.tokenId()).and("name", token.subject()));
    if (entry.node(Statements.TOKEN).filter(Entry::isRevoked).isPresent()) {
      return new Lookup.Refused(Refusal.TOKEN_REVOKED);
    }
    Optional<Account> account = entry.account();
    if (account.isEmpty()) {
      return new Lookup.Refused(key.kind().notFound());
    }
    if (!account.get().active()) {
      return new Lookup.Refused(key.kind().inactive());
    }
    tokens.put(key, account.get());
    return found(account.get(), Scopes.NONE, Optional.ofNullable(token.displayName()));
  }

  /** Who does not know the secret learns nothing about the key, not even whether there is one. */
  @Override
  public Lookup find(ApiKey key) {
    Optional<KeyRecord> found = record(key);
    if (!secrets.verify(key, found.map(KeyRecord::hash)) || found.isEmpty()) {
      return new Lookup.Refused(Refusal.API_KEY_INVALID);
    }
    KeyRecord known = found.get();
    if (known.revoked()) {
      return new Lookup.Refused(Refusal.API_KEY_REVOKED);
    }
    if (known.isExpiredAt(clock.instant())) {
      return new Lookup.Refused(Refusal.API_KEY_EXPIRED);
    }
    if (known.owner().isEmpty()) {
      return new Lookup.Refused(Refusal.USER_NOT_FOUND);
    }
    Account owner = known.owner().get();
    if (!owner.active()) {
      return new Lookup.Refused(owner.kind().inactive());
    }
    stamps.used(key.keyId());
    return found(owner, known.scopes(), Optional.empty());
  }

  /**
   * The key as it is known, for whoever has proved to know its secret. Anybody else waits for the
   * graph each time, so that the time does not tell which keys there are.
   */
  private Optional<KeyRecord> record(ApiKey key) {
    KeyRecord known = keys.getIfPresent(key.keyId());
    if (known != null && secrets.remembers(key, known.hash())) {
      return Optional.of(known);
    }
    Optional<KeyRecord> read =
        KeyRecord.read(lookUp(Statements.API_KEY, Parameters.of("key_id", key.keyId())));
    read.ifPresent(record -> keys.put(key.keyId(), record));
    return read;
  }

  private Lookup found(Account account, Scopes scopes, Optional<String> displayName) {
    var all = new Permissions(account.administrator(), roleBook().permissionsOf(account.roles()));
    return new Lookup.Found(account.principal(scopes.narrow(all), displayName));
  }

  private RoleBook roleBook() {
    return roles.get(Boolean.TRUE, _ -> readRoles());
  }

  private RoleBook readRoles() {
    var book = new RoleBook();
    graph.run(
        Statements.ROLES,
        Parameters.none(),
        row -> {
          if (row.isPresent("role") && row.isPresent("value")) {
            switch (row.text("kind")) {
              case Statements.INHERITS -> book.inherits(row.text("role"), row.text("value"));
              case Statements.GRANTS -> book.grants(row.text("role"), row.text("value"));
              case String other -> throw new IllegalStateException("No such kind: " + other);
            }
          }
          return row;
        });
    return book;
  }

  private Entry lookUp(CypherQuery query, Parameters parameters) {
    return new Entry(graph.run(query, parameters, Entry.Row::read));
  }

  private static <K, V> Cache<K, V> cache(Ticker ticker) {
    return Caffeine.newBuilder()
        .ticker(ticker)
        .expireAfterWrite(BELIEVED)
        .maximumSize(MAX_KEPT)
        .build();
  }

  /** What tells one token's look-up from another's. */
  private record TokenKey(String subject, String tokenId, boolean serviceAccount) {
    Account.Kind kind() {
      return serviceAccount ? Account.Kind.SERVICE_ACCOUNT : Account.Kind.USER;
    }
  }
}
