package io.imbi.assistant.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.imbi.assistant.conversation.History;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** A conversation with its messages by sequence. */
@Introspected
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "ConversationWithMessages")
record HistoryJson(@JsonUnwrapped ConversationJson conversation, List<MessageJson> messages) {

  static HistoryJson of(History history) {
    return new HistoryJson(
        ConversationJson.of(history.conversation()),
        history.messages().stream().map(MessageJson::of).toList());
  }
}
