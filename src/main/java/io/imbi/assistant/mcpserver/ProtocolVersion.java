package io.imbi.assistant.mcpserver;

import java.util.List;

/** The revisions of the protocol that begin with a handshake and in which tools look the same. */
final class ProtocolVersion {

  static final String LATEST = "2025-11-25";

  static final List<String> SUPPORTED = List.of(LATEST, "2025-06-18", "2025-03-26", "2024-11-05");

  private ProtocolVersion() {}

  /** The version to speak with a client that asks for this one. */
  static String agreed(String requested) {
    return SUPPORTED.contains(requested) ? requested : LATEST;
  }
}
