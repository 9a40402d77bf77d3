package io.imbi.assistant;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.http.server.exceptions.ServerStartupException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Why a start failed, in words that an operator can act on. */
final class StartFailure {

  private static final Pattern UNREADABLE =
      Pattern.compile(
          "Error resolving property value \\[([\\w.-]+)]\\. Unable to convert value \\[.*] to"
              + " target type \\[(\\w+)]");

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
          Stream.of(server.getMessage() + ": " + wordsOf(root(server)));
      case SQLException database ->
          Stream.of("POSTGRES_URL: the database refused: " + database.getMessage());
      case MarkedYAMLException yaml -> Stream.of(MalformedFile.describe(yaml));
      default -> unreadable(String.valueOf(cause.getMessage()));
    };
  }

  /** A setting of the framework's own. */
  private static Stream<String> unreadable(String message) {
    return UNREADABLE
        .matcher(message)
        .results()
        .map(
            found ->
                "%s: must be of the type %s"
                    .formatted(SettingsCheck.variable(found.group(1)), found.group(2)));
  }

  private static String wordsOf(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static Throwable root(Throwable failure) {
    return causes(failure).reduce(failure, (_, cause) -> cause);
  }

  private static String oneLine(String words) {
    return words.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
