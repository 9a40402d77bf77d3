package io.imbi.assistant.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.imbi.assistant.conversation.History;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** A conversation with its messages by sequence. */
@Introspected
@Schema(name = "ConversationWithMessages")
record HistoryJson(
    @JsonUnwrapped ConversationJson conversation, @JsonProperty List<MessageJson> messages) {

  static HistoryJson of(History history) {
    return new HistoryJson(
        ConversationJson.of(history.conversation()),
        history.messages().stream().map(MessageJson::of).toList());
  }
}
