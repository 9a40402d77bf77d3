package io.imbi.assistant.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.conversation.ConversationLines.MalformedLineException;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationLinesTest {

  private static final UUID ID = UUID.fromString("6f1e5a3c-97ce-4d0b-9d2f-3a5f6f0e1b2c");
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000006Z");
  private static final History HISTORY =
      new History(
          new Conversation(ID, new Owner("ann@example.com"), null, TIME, TIME, "m", false),
          List.of(
              new Message(
                  ID,
                  ID,
                  Role.USER,
                  "two\nlines \u2028 and \0",
                  List.of(),
                  List.of(new ToolResult("t", Json.parse("[{\"type\": \"text\"}]"), true)),
                  TIME,
                  0,
                  null,
                  null),
              new Message(
                  ID,
                  ID,
                  Role.ASSISTANT,
                  "",
                  List.of(new ToolUse("t", "n", Json.parse("{\"big\": 1.0000000000000000000001}"))),
                  List.of(),
                  TIME,
                  1,
                  new TokenUsage(1, 2),
                  new RawContent("claude", (ArrayNode) Json.parse("[{\"type\": \"thinking\"}]")))));

  @Test
  void whatIsWrittenIsReadAgain() {
    String line = ConversationLines.write(HISTORY);

    assertThat(line).doesNotContain("\n", "\r");
    assertThat(ConversationLines.read(line)).isEqualTo(HISTORY);
  }

  @Test
  void theHeaderIsTold() {
    ConversationLines.checkHeader(ConversationLines.header());

    for (String other : List.of("", "{}", "[]", "{\"format\":\"x\",\"version\":1}", "nonsense")) {
      assertThatThrownBy(() -> ConversationLines.checkHeader(other))
          .isInstanceOf(MalformedLineException.class);
    }
    assertThatThrownBy(
            () ->
                ConversationLines.checkHeader(
                    ConversationLines.header().replace("\"version\":1", "\"version\":2")))
        .hasMessageContaining("version 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "user_email",
        "created_at",
        "updated_at",
        "model",
        "is_archived",
        "messages"
      })
  void whatIsMissingIsNamed(String member) {
    ObjectNode line = (ObjectNode) Json.parse(ConversationLines.write(HISTORY));
    line.remove(member);

    assertThatThrownBy(() -> ConversationLines.read(Json.write(line)))
        .isInstanceOf(MalformedLineException.class)
        .hasMessageStartingWith(member);
  }

  @ParameterizedTest
  @CsvSource({
    "id, seven",
    "role, wizard",
    "created_at, today",
    "content,",
    "sequence, first",
    "tool_use, none",
    "tool_results, none"
  })
  void whatIsWrongInAMessageIsNamed(String member, String value) {
    ObjectNode line = (ObjectNode) Json.parse(ConversationLines.write(HISTORY));
    ((ObjectNode) line.path("messages").get(0)).put(member, value);

    assertThatThrownBy(() -> ConversationLines.read(Json.write(line)))
        .isInstanceOf(MalformedLineException.class)
        .hasMessageStartingWith(member);
  }

  @Test
  void aLineThatWasCutIsRefused() {
    String line = ConversationLines.write(HISTORY);

    assertThatThrownBy(() -> ConversationLines.read(line.substring(0, line.length() / 2)))
        .isInstanceOf(MalformedLineException.class);
  }
}
