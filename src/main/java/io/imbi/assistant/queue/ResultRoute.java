package io.imbi.assistant.queue;

/**
 * Where a task's end is reported.
 *
 * @param router the name of a {@link ResultRouter}, such as {@code chat_reply}
 * @param reference what that router needs to find its place, such as a conversation's id
 */
public record ResultRoute(String router, String reference) {

  public ResultRoute {
    Names.check("A result router's name", router);
    Names.check("A result's reference", reference);
  }
}
