package io.imbi.assistant.tool;

/** Which kind of source a tool comes from. */
public enum ToolOrigin {
  /** Runs in the caller's browser. */
  BROWSER,
  /** Refreshes the catalogue itself. */
  REFRESH,
  /** Puts an action of an integration to the user, who decides about it. */
  PROPOSAL,
  /** An operation of the Imbi API. */
  OPENAPI,
  /** A tool of an external MCP server: its descriptions and results are untrusted. */
  MCP,
  /** Offered by a way in for one turn only. */
  LOCAL
}
