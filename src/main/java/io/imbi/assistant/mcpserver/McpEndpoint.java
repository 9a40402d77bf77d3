package io.imbi.assistant.mcpserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.http.RequestJson;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The protocol's streamable HTTP transport, without sessions and without streams: each message is a
 * request of its own, and its answer is one JSON document.
 */
@Controller(McpEndpoint.PATH)
@Requires(condition = SwitchedOn.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Hidden
final class McpEndpoint {

  static final String PATH = "/mcp";

  private final ToolServer server;

  McpEndpoint(ToolServer server) {
    this.server = server;
  }

  @Post
  @Consumes(MediaType.ALL)
  @Produces(MediaType.APPLICATION_JSON)
  HttpResponse<String> receive(
      Caller caller, RequestJson body, @Header("MCP-Protocol-Version") @Nullable String version)
      throws InterruptedException {
    Message message;
    try {
      message = Message.of(body.read().object());
    } catch (JsonRpcException e) {
      return refused(e);
    } catch (MalformedJsonException e) {
      return refused(new JsonRpcException(JsonRpcException.PARSE_ERROR, textOf(e)));
    } catch (HttpStatusException e) {
      if (e.getStatus() != HttpStatus.UNPROCESSABLE_ENTITY) {
        throw e;
      }
      return refused(JsonRpcException.invalidRequest(textOf(e)));
    }
    return switch (message) {
      case Message.Unanswered() -> HttpResponse.accepted();
      case Message.Request request -> answer(caller, request, version);
    };
  }

  private HttpResponse<String> answer(
      Caller caller, Message.Request request, @Nullable String version)
      throws InterruptedException {
    if (version != null
        && !ProtocolVersion.SUPPORTED.contains(version)
        && !request.method().equals("initialize")) {
      return HttpResponse.badRequest(Json.write(Answers.error(request.id(), unsupported())));
    }
    ObjectNode answer;
    try {
      answer = Answers.result(request.id(), server.answer(caller, request));
    } catch (JsonRpcException e) {
      answer = Answers.error(request.id(), e);
    }
    return HttpResponse.ok(Json.write(answer));
  }

  private static String textOf(RuntimeException e) {
    return Objects.requireNonNullElse(e.getMessage(), "The body is not a message");
  }

  private static HttpResponse<String> refused(JsonRpcException problem) {
    return HttpResponse.badRequest(Json.write(Answers.error(problem)));
  }

  private static JsonRpcException unsupported() {
    return new JsonRpcException(
        JsonRpcException.UNSUPPORTED_VERSION,
        "This version of the protocol is not supported; these are: "
            + String.join(", ", ProtocolVersion.SUPPORTED));
  }
}
