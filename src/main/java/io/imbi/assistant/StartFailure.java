package io.imbi.assistant;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.http.server.exceptions.ServerStartupException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a start failed, in words that an operator can act on. */
final class StartFailure {

  private StartFailure() {}

  /** One line; empty where the cause lies in the program, and only a stack trace tells where. */
  static Optional<String> reason(Throwable failure) {
    return causes(failure).flatMap(StartFailure::words).findFirst().map(StartFailure::oneLine);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }

  private static Stream<String> words(Throwable cause) {
    return switch (cause) {
      case SettingException setting -> Stream.of(String.valueOf(setting.getMessage()));
      case ServerStartupException server ->
          Stream.of(server.getMessage() + ": " + root(server).getMessage());
      case SQLException database ->
          Stream.of("POSTGRES_URL: the database refused: " + database.getMessage());
      default -> Stream.empty();
    };
  }

  private static Throwable root(Throwable failure) {
    return causes(failure).reduce(failure, (_, cause) -> cause);
  }

  private static String oneLine(String words) {
    return words.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
