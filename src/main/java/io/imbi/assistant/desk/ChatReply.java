package io.imbi.assistant.desk;

import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.database.Sql;
import io.imbi.assistant.delegation.SealedCallers;
import io.imbi.assistant.desk.Messages.NewChatMessage;
import io.imbi.assistant.integration.DailyLog;
import io.imbi.assistant.integration.OutsideText;
import io.imbi.assistant.queue.ResultRouter;
import io.imbi.assistant.queue.Task;
import io.imbi.assistant.queue.TaskState;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.TransactionStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts what came of a task into its conversation, in the transaction that ends the task: once, and
 * whether or not anybody asks for it. What nobody waits for any more is dropped.
 */
@Singleton
final class ChatReply implements ResultRouter {

  static final String ROUTER = "chat_reply";

  private static final String SILENT = "*The model gave no answer.*";

  private final TransactionOperations<Connection> transactions;
  private final Messages messages;
  private final SealedCallers callers;
  private final DailyLog log;

  ChatReply(
      TransactionOperations<Connection> transactions,
      Messages messages,
      SealedCallers callers,
      DailyLog log) {
    this.transactions = transactions;
    this.messages = messages;
    this.callers = callers;
    this.log = log;
  }

  @Override
  public String name() {
    return ROUTER;
  }

  @Override
  public void deliver(Task task, Connection transaction) {
    transactions.executeWrite(
        status -> {
          callers.forget(task.id());
          log(task);
          UUID conversation = UUID.fromString(Objects.requireNonNull(task.onResult()).reference());
          if (Conversations.lockForTask(status.getConnection(), conversation)) {
            deliver(status, conversation, task);
          }
          return true;
        });
  }

  private void deliver(TransactionStatus<Connection> status, UUID conversation, Task task)
      throws SQLException {
    Connection connection = status.getConnection();
    Optional<Waiting> waiting =
        Sql.of(
                """
                UPDATE imbi_assistant.desk_task SET status = ?, calling = NULL
                WHERE task_id = ? AND status = 'pending'
                RETURNING proposal_id, EXISTS (
                    SELECT FROM imbi_assistant.desk_message WHERE asks = task_id)
                """,
                task.state().wireName(),
                task.id())
            .one(connection, row -> new Waiting(row.getObject(1, UUID.class), row.getBoolean(2)));
    if (waiting.isEmpty()) {
      return;
    }
    UUID proposal = waiting.get().proposal();
    if (proposal != null) {
      Optional<Proposal> decided = Proposals.find(connection, proposal);
      if (decided.isPresent()) {
        outcome(status, conversation, task, decided.get());
      }
    } else if (waiting.get().asked()) {
      reply(status, conversation, task);
    }
  }

  /**
   * Who waits.
   *
   * @param proposal the proposal whose action it was; null of a question
   * @param asked whether the question is still there
   */
  private record Waiting(@Nullable UUID proposal, boolean asked) {}

  private void reply(TransactionStatus<Connection> status, UUID conversation, Task task)
      throws SQLException {
    Connection connection = status.getConnection();
    List<NewMessage> added = Rounds.of(connection, task.id());
    if (task.state() == TaskState.FAILED) {
      messages.append(
          status,
          conversation,
          NewChatMessage.of(MessageKind.FAILURE, "There is no answer: " + sentence(task.error()))
              .from(task.id()));
      Proposals.show(connection, conversation, List.of());
      return;
    }
    messages.append(
        status, conversation, NewChatMessage.of(MessageKind.ANSWER, text(added)).from(task.id()));
    List<String> calls =
        added.stream().flatMap(message -> message.toolUse().stream()).map(ToolUse::id).toList();
    for (Proposal proposal : Proposals.show(connection, conversation, calls)) {
      messages.append(
          status,
          conversation,
          NewChatMessage.of(MessageKind.CONFIRMATION, proposal.description())
              .about(proposal)
              .from(task.id()));
    }
  }

  /** What the model said at the end. */
  private static String text(List<NewMessage> added) {
    return added.reversed().stream()
        .filter(message -> message.role() == Role.ASSISTANT)
        .map(NewMessage::content)
        .filter(content -> !content.isBlank())
        .findFirst()
        .orElse(SILENT);
  }

  private void outcome(
      TransactionStatus<Connection> status, UUID conversation, Task task, Proposal proposal)
      throws SQLException {
    String said = whatCameOf(task);
    messages.append(
        status,
        conversation,
        NewChatMessage.of(MessageKind.RESPONSE, said)
            .about(proposal)
            .from(task.id())
            .tellingTheModel(
                "[The user agreed to the proposed action %s (%s). What came of it: %s]"
                    .formatted(proposal.action(), proposal.response(), OutsideText.marked(said))));
  }

  private static String whatCameOf(Task task) {
    if (task.state() == TaskState.FAILED) {
      return "The action failed: " + sentence(task.error());
    }
    return task.result() == null || !task.result().path("text").isTextual()
        ? "Done."
        : task.result().path("text").textValue();
  }

  /** Whoever has deleted the conversation meanwhile has not undone the action. */
  private void log(Task task) {
    if (task.payload().has("approval")) {
      log.write(
          task.state() == TaskState.FAILED ? "Action failed" : "Action run",
          task.payload().path("action").asText() + ": " + whatCameOf(task));
    }
  }

  private static String sentence(@Nullable String error) {
    String text = error == null || error.isBlank() ? "something went wrong" : error.strip();
    return text.endsWith(".") || text.endsWith("!") || text.endsWith("?") ? text : text + ".";
  }
}
