package io.imbi.assistant.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.http.Timestamps;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A stored message. */
@Introspected
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "Message")
record MessageJson(
    UUID id,
    UUID conversationId,
    @Schema(
            type = "string",
            allowableValues = {"user", "assistant"})
        String role,
    String content,
    @Schema(nullable = true) @Nullable List<ToolUseJson> toolUse,
    @Schema(nullable = true) @Nullable List<ToolResultJson> toolResults,
    @Schema(format = "date-time") String createdAt,
    @Schema(description = "Its place in the conversation, from 0") int sequence,
    @Schema(nullable = true) @Nullable UsageJson tokenUsage) {

  /** A call that the model asked for. */
  @Introspected
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @Schema(name = "ToolUse")
  record ToolUseJson(
      String id, String name, @Schema(description = "A JSON object") JsonNode input) {

    static ToolUseJson of(ToolUse use) {
      return new ToolUseJson(use.id(), use.name(), use.input());
    }
  }

  /** What became of a call. */
  @Introspected
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @Schema(name = "ToolResult")
  record ToolResultJson(
      @Schema(type = "string", allowableValues = "tool_result") String type,
      String toolUseId,
      @Schema(description = "A text, or an array of content blocks") JsonNode content,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "Present, and true, for a call that failed")
          @Nullable Boolean isError) {

    static ToolResultJson of(ToolResult result) {
      return new ToolResultJson(
          "tool_result", result.toolUseId(), result.content(), result.error() ? true : null);
    }
  }

  /** Tokens that an answer cost. */
  @Introspected
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @Schema(name = "TokenUsage")
  record UsageJson(long inputTokens, long outputTokens) {

    static @Nullable UsageJson of(@Nullable TokenUsage usage) {
      return usage == null ? null : new UsageJson(usage.inputTokens(), usage.outputTokens());
    }
  }

  static MessageJson of(Message message) {
    return new MessageJson(
        message.id(),
        message.conversationId(),
        message.role().wireName(),
        message.content(),
        nullIfEmpty(message.toolUse(), ToolUseJson::of),
        nullIfEmpty(message.toolResults(), ToolResultJson::of),
        Timestamps.iso(message.createdAt()),
        message.sequence(),
        UsageJson.of(message.usage()));
  }

  private static <A, B> @Nullable List<B> nullIfEmpty(List<A> elements, Function<A, B> mapping) {
    return elements.isEmpty() ? null : elements.stream().map(mapping).toList();
  }
}
