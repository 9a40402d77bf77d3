package io.imbi.assistant.desk.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.imbi.assistant.desk.ChatMessage;
import io.imbi.assistant.desk.Desk;
import io.imbi.assistant.desk.DeskConversation;
import io.imbi.assistant.http.Timestamps;
import io.imbi.assistant.integration.Integration;
import io.imbi.assistant.integration.Platform;
import io.imbi.assistant.queue.Task;
import io.imbi.assistant.queue.TaskState;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the routes answer with. */
final class Shapes {

  private Shapes() {}

  @Introspected
  @Schema(name = "ChatMessage")
  record MessageJson(
      @Schema(
              type = "string",
              allowableValues = {"user", "assistant", "system"})
          String role,
      String content,
      @Schema(
              type = "string",
              allowableValues = {"chat", "command", "confirmation", "response", "system"})
          String type,
      @Schema(format = "date-time") String timestamp,
      @Schema(type = "object", nullable = true, description = "Of a confirmation, the proposal")
          @Nullable JsonNode metadata) {

    static MessageJson of(ChatMessage message) {
      return new MessageJson(
          message.kind().role(),
          message.content(),
          message.kind().type(),
          Timestamps.iso(message.timestamp()),
          message.metadata());
    }

    static List<MessageJson> of(List<ChatMessage> messages) {
      return messages.stream().map(MessageJson::of).toList();
    }
  }

  @Introspected
  @Schema(name = "ChatConversation")
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record ConversationJson(UUID id, long messageCount, String createdAt, String lastActivity) {

    static ConversationJson of(DeskConversation conversation) {
      return new ConversationJson(
          conversation.id(),
          conversation.messageCount(),
          Timestamps.iso(conversation.createdAt()),
          Timestamps.iso(conversation.lastActivity()));
    }
  }

  @Introspected
  @Schema(name = "ChatConversations")
  record ConversationsJson(List<ConversationJson> conversations) {}

  @Introspected
  @Schema(name = "NewChat")
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record CreatedJson(UUID conversationId) {}

  @Introspected
  @Schema(name = "ChatHistory")
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record HistoryJson(UUID conversationId, List<MessageJson> messages) {}

  @Introspected
  @Schema(name = "Said", description = "Of a question the task, of a command its answer")
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SaidJson(
      @Schema(
              type = "string",
              allowableValues = {"chat", "command"})
          String type,
      @Nullable UUID taskId,
      @Nullable MessageJson message) {}

  @Introspected
  @Schema(name = "ProposalAnswered")
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AnsweredJson(MessageJson message, @Nullable UUID taskId) {}

  @Introspected
  @Schema(name = "Proposals")
  record ProposalsJson(List<MessageJson> proposals) {}

  @Introspected
  @Schema(name = "ChatTask")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ProgressJson(
      @Schema(
              type = "string",
              allowableValues = {"pending", "done", "failed"})
          String status,
      @Nullable List<MessageJson> messages) {

    static ProgressJson of(Desk.Progress progress) {
      return switch (progress) {
        case Desk.Progress.Pending() -> new ProgressJson("pending", null);
        case Desk.Progress.Ended(boolean failed, List<ChatMessage> messages) ->
            new ProgressJson(failed ? "failed" : "done", MessageJson.of(messages));
      };
    }
  }

  @Introspected
  @Schema(name = "Integration")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record IntegrationJson(
      @Schema(example = "github.my_repos") String id,
      String name,
      String type,
      @Schema(description = "The enabled ones; absent if there are none")
          @Nullable List<String> platforms) {

    static IntegrationJson of(Integration integration) {
      List<String> platforms = integration.platforms().stream().map(Platform::name).toList();
      return new IntegrationJson(
          integration.id(),
          integration.name(),
          integration.type(),
          platforms.isEmpty() ? null : platforms);
    }
  }

  @Introspected
  @Schema(name = "IntegrationRun")
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record RunJson(List<UUID> taskIds, String status) {}

  @Introspected
  @Schema(name = "Me")
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record MeJson(
      String name,
      String displayName,
      boolean administrator,
      @Schema(
              type = "string",
              allowableValues = {"token", "none"})
          String login) {}

  @Introspected
  @Schema(name = "QueueCounts")
  record CountsJson(Map<String, Long> counts) {

    static CountsJson of(Map<TaskState, Long> counts) {
      var named = new LinkedHashMap<String, Long>();
      for (TaskState state : TaskState.values()) {
        named.put(state.name().toLowerCase(Locale.ROOT), counts.getOrDefault(state, 0L));
      }
      return new CountsJson(named);
    }
  }

  @Introspected
  @Schema(name = "QueueTask")
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record TaskJson(
      UUID id,
      String type,
      int priority,
      String state,
      @Schema(type = "object") JsonNode payload,
      @Schema(type = "object", nullable = true) @Nullable JsonNode result,
      @Nullable String error,
      int attempt,
      @Nullable String owner,
      String createdAt,
      String runAt,
      @Nullable String startedAt,
      @Nullable String finishedAt) {

    static TaskJson of(Task task) {
      return new TaskJson(
          task.id(),
          task.type(),
          task.priority(),
          task.state().name().toLowerCase(Locale.ROOT),
          task.payload(),
          task.result(),
          task.error(),
          task.attempt(),
          task.owner(),
          Timestamps.iso(task.createdAt()),
          Timestamps.iso(task.runAt()),
          iso(task.startedAt()),
          iso(task.finishedAt()));
    }

    private static @Nullable String iso(@Nullable Instant instant) {
      return instant == null ? null : Timestamps.iso(instant);
    }
  }

  @Introspected
  @Schema(name = "QueueTasks")
  record TasksJson(List<TaskJson> tasks) {}

  @Introspected
  @Schema(name = "LogDays")
  record DaysJson(List<String> days) {}

  @Introspected
  @Schema(name = "LogDay")
  record DayJson(String day, String markdown) {}

  @Introspected
  @Schema(name = "Setting")
  record SettingJson(
      String variable,
      @Nullable String value,
      @JsonProperty("default") @Nullable String fallback,
      boolean secret) {}

  @Introspected
  @Schema(name = "Settings")
  record SettingsJson(List<SettingJson> settings) {}
}
