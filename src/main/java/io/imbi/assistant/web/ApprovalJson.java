package io.imbi.assistant.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.turn.TurnEvent;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;

/** A call that waits for a person's approval. */
@Introspected
@Schema(name = "Approval")
record ApprovalJson(
    String id,
    String name,
    @Schema(description = "What the call will run with") JsonNode input,
    String description,
    @Schema(
            type = "string",
            allowableValues = {"read_only", "mutating", "destructive"},
            description = "What the call may do")
        String risk) {

  static ApprovalJson of(TurnEvent.ApprovalRequired call) {
    return new ApprovalJson(
        call.id(), call.name(), call.input(), call.description(), wireName(call.risk()));
  }

  static String wireName(Effect risk) {
    return switch (risk) {
      case READ_ONLY -> "read_only";
      case MUTATING -> "mutating";
      case DESTRUCTIVE -> "destructive";
    };
  }
}
