package io.imbi.assistant.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.json.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AuditLogTest {

  @Test
  void aRecordIsOneLineOfJson() {
    var record =
        new ToolCallRecord(
            "ada@example.com",
            new ToolCall.Context("c1", "t1"),
            "toolu_1",
            "evil\nname",
            null,
            Verdict.UNKNOWN_TOOL,
            Duration.ofMillis(12),
            2,
            30,
            null);

    assertThat(AuditLog.line(record))
        .isEqualTo(
            """
            {"event":"tool_call","principal":"ada@example.com","conversation":"c1","turn":"t1",\
            "call":"toolu_1","tool":"evil\\nname","origin":null,"outcome":"unknown_tool",\
            "duration_ms":12,"argument_chars":2,"result_chars":30}\
            """);
  }

  @Test
  void secretsAreTakenOutWhereverTheyStand() {
    var arguments =
        StubTool.schema(
            """
            {'name':'x','Password':'p1','nested':{'apiKey':'p2','list':[{'access_token':'p3'}]},
             'client_secret':{'deep':'p4'},'Authorization':'p5'}
            """);

    assertThat(Json.write(Redaction.of(arguments)))
        .isEqualTo(
            """
            {"name":"x","Password":"***","nested":{"apiKey":"***","list":[{"access_token":"***"}]},\
            "client_secret":"***","Authorization":"***"}\
            """);
  }

  @Test
  void hugeArgumentsBecomeANoteOfTheirLength() {
    assertThat(Redaction.of(Json.object().put("text", "x".repeat(5_000))).textValue())
        .isEqualTo("(5011 characters)");
  }
}
