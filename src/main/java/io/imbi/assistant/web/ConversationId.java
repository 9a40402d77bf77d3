package io.imbi.assistant.web;

import java.util.UUID;
import java.util.regex.Pattern;

/** The id of a conversation in a path. */
final class ConversationId {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private ConversationId() {}

  /** What is no id is the id of nothing: there is no such conversation. */
  static UUID parse(String text) {
    if (!UUID_FORM.matcher(text).matches()) {
      throw Problems.conversationNotFound();
    }
    return UUID.fromString(text);
  }
}
