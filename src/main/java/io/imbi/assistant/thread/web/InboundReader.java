package io.imbi.assistant.thread.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.http.Members;
import io.imbi.assistant.http.RequestJson;
import io.imbi.assistant.http.RequestProblems;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.thread.EventTypes;
import io.imbi.assistant.thread.Inbound;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads what an external system says for a contact. */
final class InboundReader {

  /** As many as an index takes, whatever the characters. */
  static final int MAX_CONTACT_CHARACTERS = 500;

  static final int MAX_EVENT_TYPE_CHARACTERS = 200;

  private static final Pattern UUID_TEXT =
      Pattern.compile(
          "\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

  private InboundReader() {}

  static Inbound read(RequestJson body) {
    Members members =
        body.read().notNull("thread_config", "event_type", "run_conversation_start_on_new_thread");
    return new Inbound(
        members.requiredText("contact_id", MAX_CONTACT_CHARACTERS),
        members.requiredText("message", RequestJson.MAX_BYTES),
        members.text("thread_id", RequestJson.MAX_BYTES).map(InboundReader::uuid).orElse(null),
        members.tree("thread_config").orElseGet(InboundReader::defaultConfig),
        members.filledText("event_type", MAX_EVENT_TYPE_CHARACTERS).orElse(EventTypes.USER_MESSAGE),
        members.flag("run_conversation_start_on_new_thread").orElse(false));
  }

  private static UUID uuid(String text) {
    if (!UUID_TEXT.matcher(text).matches()) {
      throw RequestProblems.unprocessable("thread_id: must be a UUID or null");
    }
    return UUID.fromString(text);
  }

  private static ObjectNode defaultConfig() {
    return Json.object().put("interface", "api");
  }
}
