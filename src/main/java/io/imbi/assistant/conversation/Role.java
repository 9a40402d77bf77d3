package io.imbi.assistant.conversation;

/** Who a message is from. */
public enum Role {
  USER,
  ASSISTANT;

  /** The name used in JSON and in the stores. */
  public String wireName() {
    return this == USER ? "user" : "assistant";
  }

  /**
   * @throws IllegalArgumentException if there is no such role
   */
  public static Role fromWireName(String name) {
    for (Role role : values()) {
      if (role.wireName().equals(name)) {
        return role;
      }
    }
    throw new IllegalArgumentException("No such role: " + name);
  }
}
