package io.imbi.assistant.desk.web;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids in a path. What is no id is the id of nothing. */
final class Ids {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Ids() {}

  static Optional<UUID> parse(String text) {
    return UUID_FORM.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }

  static UUID conversation(String text) {
    return parse(text).orElseThrow(Problems::conversationNotFound);
  }
}
