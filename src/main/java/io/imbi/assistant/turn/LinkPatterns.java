package io.imbi.assistant.turn;

/** Where the user interface keeps its pages, for links in answers. */
public interface LinkPatterns {

  /** Lines of Markdown, the same until the service is restarted or they are read anew. */
  String markdown();
}
