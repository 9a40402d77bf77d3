package io.imbi.assistant.delegation;

import io.imbi.assistant.database.Sql;
import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.Authenticator;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.TokenSeal;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The credentials of those for whom tasks run, each sealed beside its task until that has ended.
 * Blocking; every method takes part in the thread's transaction.
 */
@Singleton
public final class SealedCallers {

  /** No task waits for so long; a token is usually worthless much earlier. */
  private static final Duration LONGEST = Duration.ofHours(24);

  private static final String GONE =
      "Your login is no longer at hand. Send it again, please, and it will be done with your"
          + " present one.";

  private final TransactionOperations<Connection> transactions;
  private final TokenSeal seal;
  private final Authenticator authenticator;
  private final Delegates delegates;
  private final Clock clock;

  SealedCallers(
      TransactionOperations<Connection> transactions,
      TokenSeal seal,
      Authenticator authenticator,
      Delegates delegates,
      Clock clock) {
    this.transactions = transactions;
    this.seal = seal;
    this.authenticator = authenticator;
    this.delegates = delegates;
    this.clock = clock;
  }

  /** Keeps a task's caller for the time when it runs. */
  public void keep(UUID task, Delegate delegate) {
    String credential =
        switch (delegate.login()) {
          case TOKEN -> Login.TOKEN.name() + " " + delegate.caller().token().value();
          // These are made anew where the task runs.
          case OPERATOR, LOCAL_USER -> delegate.login().name();
        };
    Instant now = clock.instant();
    transactions.executeWrite(
        status -> {
          Connection connection = status.getConnection();
          Sql.of("DELETE FROM imbi_assistant.task_caller WHERE expires_at < ?", now)
              .update(connection);
          return Sql.of(
                  "INSERT INTO imbi_assistant.task_caller VALUES (?, ?, ?)",
                  task,
                  seal.seal(credential, task.toString()),
                  now.plus(LONGEST))
              .update(connection);
        });
  }

  /** Checks the credential again, as if its owner came in now. */
  public Opened open(UUID task) {
    Optional<byte[]> sealed =
        transactions.executeRead(
            status ->
                Sql.of(
                        """
                        SELECT sealed FROM imbi_assistant.task_caller
                        WHERE task_id = ? AND expires_at >= ?
                        """,
                        task,
                        clock.instant())
                    .one(status.getConnection(), row -> row.getBytes(1)));
    Optional<String> credential = sealed.flatMap(each -> seal.open(each, task.toString()));
    if (credential.isEmpty()) {
      return new Opened.Refused(GONE);
    }
    String[] parts = credential.get().split(" ", 2);
    return switch (Login.valueOf(parts[0])) {
      case TOKEN -> authenticate(new BearerToken(parts[1]));
      case OPERATOR -> new Opened.Granted(delegates.operator());
      case LOCAL_USER ->
          delegates
              .localUser()
              .<Opened>map(Opened.Granted::new)
              .orElseGet(() -> new Opened.Refused(GONE));
    };
  }

  private Opened authenticate(BearerToken token) {
    return switch (authenticator.authenticate(token)) {
      case Authentication.Authenticated(var caller) ->
          new Opened.Granted(new Delegate(caller, Login.TOKEN));
      case Authentication.Refused(String detail) ->
          new Opened.Refused(
              "Your login was no longer good when it came to your turn (" + detail + ").");
      case Authentication.Unavailable() -> new Opened.Unavailable();
    };
  }

  /** Deletes the credential of a task that has ended. */
  public void forget(UUID task) {
    transactions.executeWrite(
        status ->
            Sql.of("DELETE FROM imbi_assistant.task_caller WHERE task_id = ?", task)
                .update(status.getConnection()));
  }

  /** What became of a credential that was kept. */
  public sealed interface Opened {

    record Granted(Delegate delegate) implements Opened {}

    /**
     * @param why fit for the caller
     */
    record Refused(String why) implements Opened {}

    /** It could not be checked; trying again may help. */
    record Unavailable() implements Opened {}
  }
}
