package io.imbi.assistant.mcpserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.deployment.Release;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolCatalogue;
import io.imbi.assistant.tool.ToolCatalogues;
import io.imbi.assistant.tool.ToolDispatcher;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Answers the requests of MCP clients. Keeps nothing between two of them: who calls, and what they
 * may do, comes with each.
 */
@Singleton
final class ToolServer {

  /**
   * Only the Imbi API's operations: the browser's tools need one, and other MCP servers are reached
   * with credentials that are not the caller's.
   */
  private static final Set<ToolOrigin> NOT_SERVED =
      EnumSet.complementOf(EnumSet.of(ToolOrigin.OPENAPI));

  private static final String INSTRUCTIONS =
      "Operations of the Imbi DevOps platform: projects, teams, organizations, environments,"
          + " releases and more. They run with the permissions of whoever connected. Keep results"
          + " small: filter, page, or ask for a single item. Read again after a change.";

  private static final int MAX_CALL_ID_CHARS = 64;

  private final ToolCatalogues catalogues;
  private final ToolDispatcher dispatcher;
  private final CallSlots slots;

  ToolServer(ToolCatalogues catalogues, ToolDispatcher dispatcher, CallSlots slots) {
    this.catalogues = catalogues;
    this.dispatcher = dispatcher;
    this.slots = slots;
  }

  /**
   * The result of a request. Blocking, while a tool runs.
   *
   * @throws JsonRpcException if the request cannot be answered
   */
  ObjectNode answer(Caller caller, Message.Request request)
      throws JsonRpcException, InterruptedException {
    return switch (request.method()) {
      case "initialize" -> initialize(request.params());
      case "ping" -> Json.object();
      case "tools/list" -> list(caller, request.params());
      case "tools/call" -> call(caller, request);
      default ->
          throw new JsonRpcException(
              JsonRpcException.METHOD_NOT_FOUND,
              "There is no such method: this server has tools only");
    };
  }

  private static ObjectNode initialize(ObjectNode params) throws JsonRpcException {
    JsonNode requested = params.path("protocolVersion");
    if (!requested.isTextual()) {
      throw JsonRpcException.invalidParams("protocolVersion must be a string");
    }
    ObjectNode result =
        Json.object().put("protocolVersion", ProtocolVersion.agreed(requested.textValue()));
    // Nobody is told of another list: there is no connection to tell it over.
    result.putObject("capabilities").putObject("tools").put("listChanged", false);
    result
        .putObject("serverInfo")
        .put("name", Release.NAME)
        .put("title", "Imbi")
        .put("version", Release.version());
    return result.put("instructions", INSTRUCTIONS);
  }

  private ObjectNode list(Caller caller, ObjectNode params) throws JsonRpcException {
    if (params.hasNonNull("cursor")) {
      throw JsonRpcException.invalidParams("cursor: the list has one page only");
    }
    return ToolJson.list(served().offeredTo(caller.permissions()));
  }

  private ObjectNode call(Caller caller, Message.Request request)
      throws JsonRpcException, InterruptedException {
    JsonNode name = request.params().path("name");
    if (!name.isTextual()) {
      throw JsonRpcException.invalidParams("name must be a string");
    }
    var call =
        new ToolCall(callId(request.id()), name.textValue(), arguments(request.params()), caller);
    Optional<CallSlots.Slot> slot = slots.take(caller.principal());
    if (slot.isEmpty()) {
      return ToolJson.failure(
          "Too many of your calls are running; this one was not begun. Try again in a moment.");
    }
    try (CallSlots.Slot _ = slot.get()) {
      ToolCatalogue catalogue = served();
      ToolOutcome outcome = dispatcher.dispatch(catalogue, call).blockOptional().orElseThrow();
      if (catalogue.find(call.tool()).isEmpty()) {
        throw JsonRpcException.invalidParams(unknown(outcome));
      }
      return ToolJson.result(outcome);
    }
  }

  private static ObjectNode arguments(ObjectNode params) throws JsonRpcException {
    return switch (params.path("arguments")) {
      case ObjectNode arguments -> arguments;
      case JsonNode none when none.isMissingNode() || none.isNull() -> Json.object();
      default -> throw JsonRpcException.invalidParams("arguments must be an object");
    };
  }

  /** What the dispatcher says of a tool that is not there; that it was asked is on record. */
  private static String unknown(ToolOutcome outcome) {
    return ToolJson.result(outcome).at("/content/0/text").asText();
  }

  /** For the record, which is to show where a call came from and not to be filled by its id. */
  private static String callId(JsonNode id) {
    String text = id.asText();
    return "mcp_" + text.substring(0, Math.min(text.length(), MAX_CALL_ID_CHARS));
  }

  private ToolCatalogue served() {
    return catalogues.current().without(NOT_SERVED);
  }
}
