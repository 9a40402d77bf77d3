package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each call as one line of JSON, so that no name or argument can forge a second line. */
@Singleton
final class AuditLog implements ToolCallListener {

  private static final Logger LOG = LoggerFactory.getLogger("io.imbi.assistant.audit");

  @Override
  public void ended(ToolCallRecord call) {
    if (LOG.isInfoEnabled()) {
      LOG.info(line(call));
    }
  }

  static String line(ToolCallRecord call) {
    ObjectNode line = Json.object();
    line.put("event", "tool_call");
    line.put("principal", call.principal());
    line.put("conversation", call.context().conversation());
    line.put("turn", call.context().turn());
    line.put("call", call.callId());
    line.put("tool", call.tool());
    line.put("origin", call.origin() == null ? null : lowerCase(call.origin()));
    line.put("outcome", lowerCase(call.verdict()));
    line.put("duration_ms", call.duration().toMillis());
    line.put("argument_chars", call.argumentChars());
    line.put("result_chars", call.resultChars());
    if (call.arguments() != null) {
      line.set("arguments", call.arguments());
    }
    return Json.write(line);
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
