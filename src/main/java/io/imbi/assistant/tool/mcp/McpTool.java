package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.tool.mcp.ToolListing.Listed;
import java.time.Duration;

/** A tool of an external server. Nothing of the caller goes there but the arguments. */
record McpTool(ManagedServer server, Listed listed) implements Tool {

  /** What may pass before the request is sent: a session may have to be opened first. */
  private static final Duration CONNECTING = Duration.ofSeconds(10);

  @Override
  public ToolDefinition definition() {
    return listed.definition();
  }

  @Override
  public ToolOrigin origin() {
    return ToolOrigin.MCP;
  }

  @Override
  public Effect effect() {
    return listed.effect();
  }

  /** A server's own time limit counts where it is longer; it comes first, and says more. */
  @Override
  public Duration timeout(Duration usual) {
    Duration own = server.server().timeout().plus(CONNECTING);
    return own.compareTo(usual) > 0 ? own : usual;
  }

  @Override
  public ToolOutcome call(ToolCall call) throws InterruptedException {
    try {
      JsonNode result = server.call(listed.remoteName(), call.arguments(), listed.repeatable());
      return CallResults.outcome(result, server::conceal);
    } catch (McpFailure failure) {
      return ToolOutcome.failure(explain(failure));
    }
  }

  /** Tells above all whether the call may have been carried out. */
  private String explain(McpFailure failure) {
    String who = "The tool server " + Untrusted.line(server.name(), 100);
    String why = server.conceal(failure.reason());
    return switch (failure.kind()) {
      case UNREACHABLE -> "%s cannot be reached; the call was not made. %s.".formatted(who, why);
      case REFUSED -> "%s refused the call; it was not carried out. %s.".formatted(who, why);
      case SESSION_GONE ->
          ("%s no longer knew our session and refused the call, so most likely it was not carried"
                  + " out. A new session is being opened: check, then call again. %s.")
              .formatted(who, why);
      case CUT, TIMED_OUT ->
          ("The call to the tool server %s has no known outcome: it may have been carried out, or"
                  + " not. Check before you call again. %s.")
              .formatted(Untrusted.line(server.name(), 100), why);
      case UNUSABLE -> "%s was called, but its answer cannot be used. %s.".formatted(who, why);
      case REMOTE_ERROR -> "%s answered with error %d: %s".formatted(who, failure.code(), why);
    };
  }
}
