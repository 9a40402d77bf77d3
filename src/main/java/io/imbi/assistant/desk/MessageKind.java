package io.imbi.assistant.desk;

/** What a message of the desk is, and how it is called outside. */
public enum MessageKind {
  /** What a person said. */
  QUESTION("user", "chat"),
  /** The model's reply. */
  ANSWER("assistant", "chat"),
  /** A person's message that began with a slash. */
  COMMAND("user", "command"),
  COMMAND_ANSWER("system", "command"),
  /** A proposal for the person to decide about. */
  CONFIRMATION("system", "confirmation"),
  /** What came of a decision. */
  RESPONSE("system", "response"),
  /** Why there is no answer. */
  FAILURE("system", "system");

  private final String role;
  private final String type;

  MessageKind(String role, String type) {
    this.role = role;
    this.type = type;
  }

  public String role() {
    return role;
  }

  public String type() {
    return type;
  }
}
