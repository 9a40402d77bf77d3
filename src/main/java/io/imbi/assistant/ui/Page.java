package io.imbi.assistant.ui;

import java.util.Locale;

/** The pages, in the order in which the navigation lists them. */
enum Page {
  DASHBOARD("Dashboard", "./"),
  CHAT("Chat", "chat"),
  QUEUE("Queue", "queue"),
  LOGS("Logs", "logs"),
  CONFIG("Configuration", "config");

  private final String title;
  private final String link;

  Page(String title, String link) {
    this.title = title;
    this.link = link;
  }

  String title() {
    return title;
  }

  /** Relative to any page: they stand beside each other. */
  String link() {
    return link;
  }

  /** What its files are named for. */
  String fileName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
