package io.imbi.assistant.tool.openapi;

import io.imbi.assistant.imbi.ImbiRequest;
import io.imbi.assistant.imbi.ResponseTooLargeException;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operation of the API, called with the token that the call brings. */
record OpenApiTool(
    ToolDefinition definition,
    Effect effect,
    Set<String> requiredPermissions,
    RequestShape shape,
    ApiCalls calls)
    implements Tool {

  private static final Logger LOG = LoggerFactory.getLogger(OpenApiTool.class);

  @Override
  public ToolOrigin origin() {
    return ToolOrigin.OPENAPI;
  }

  @Override
  public ToolOutcome call(ToolCall call) throws InterruptedException {
    ImbiRequest request;
    try {
      request = shape.fill(calls.base(), call.arguments(), call.caller().token().value());
    } catch (RefusedArgumentException e) {
      return ToolOutcome.failure(e.problem());
    }
    try {
      return ApiAnswer.outcome(calls.call(request));
    } catch (ConnectException e) {
      LOG.warn("{}: the API cannot be reached", request);
      return ToolOutcome.failure("The Imbi API cannot be reached; nothing was done.");
    } catch (HttpTimeoutException e) {
      return ToolOutcome.failure("The Imbi API did not answer in time." + caution());
    } catch (ResponseTooLargeException e) {
      return ToolOutcome.failure(
          e.getMessage()
              + ". Narrow the query (slim=true, filters, one page or a single item)."
              + caution());
    } catch (IOException e) {
      LOG.warn("{}: the API broke off its answer: {}", request, e.toString());
      return ToolOutcome.failure("The Imbi API broke off its answer." + caution());
    }
  }

  private String caution() {
    return effect.changesSomething()
        ? " Whether the change took effect is unknown: look before you repeat it."
        : "";
  }
}
