package io.imbi.assistant.tool.openapi;

/** Where in a request an argument goes. */
sealed interface Slot {

  /** A parameter of the path. */
  record Path(String name) implements Slot {}

  /** A parameter of the query. */
  record Query(String name, QueryStyle style) implements Slot {}

  /** A header. */
  record Header(String name) implements Slot {}

  /** A property of the body. */
  record Member(String name) implements Slot {}

  /** The whole body. */
  record Body() implements Slot {}
}
