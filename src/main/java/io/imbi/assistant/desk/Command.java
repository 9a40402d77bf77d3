package io.imbi.assistant.desk;

import java.util.Locale;
import java.util.Optional;

/**
 * A message that is for the service and not for the model.
 *
 * @param clears whether the conversation is emptied
 * @param answer what is said in return
 */
record Command(boolean clears, String answer) {

  private static final String KNOWN =
      """
      - `/clear` empties this conversation
      - `/help` lists the commands\
      """;

  /** What was said, if it begins with a slash. */
  static Optional<Command> of(String content) {
    if (!content.startsWith("/")) {
      return Optional.empty();
    }
    String word = content.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
    return Optional.of(
        switch (word) {
          case "/clear" -> new Command(true, "Conversation cleared.");
          case "/help" -> new Command(false, "Commands:\n\n" + KNOWN);
          default -> new Command(false, "Unknown command. There are:\n\n" + KNOWN);
        });
  }
}
