package io.imbi.assistant.thread.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.thread.EventTypes;
import io.imbi.assistant.thread.NewEvent;
import io.imbi.assistant.thread.RunOutcome;

/** What a run is told of, as JSON. */
final class ChatResponses {

  static final String STOPPING = "The service is stopping. Send the message again.";

  private ChatResponses() {}

  static ObjectNode of(RunOutcome.Answered answered) {
    ArrayNode messages = Json.array();
    ArrayNode events = Json.array();
    for (NewEvent event : answered.events()) {
      if (event.type().equals(EventTypes.ASSISTANT_MESSAGE)) {
        messages.add(event.data().path("content").asText());
      }
      events.addObject().put("event_type", event.type()).set("event_data", event.data());
    }
    ObjectNode response =
        Json.object()
            .put("thread_id", answered.thread().id().toString())
            .put("created_new_thread", answered.created());
    response.set("assistant_messages", messages);
    response.set("events", events);
    return response;
  }

  static String failure(RunOutcome.Failed failed) {
    return "Pipeline error: " + failed.reason();
  }
}
