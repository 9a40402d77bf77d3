package io.imbi.assistant.desk;

import io.imbi.assistant.conversation.ConversationGoneException;
import io.imbi.assistant.conversation.MessageJson;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.database.Sql;
import io.imbi.assistant.json.Json;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What turns add to conversations, round by round, so that a worker that takes a task over goes on
 * where the last one stopped. Only the latest attempt of a task may add something. Blocking.
 */
@Singleton
final class Rounds {

  private final TransactionOperations<Connection> transactions;

  Rounds(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  /**
   * What an attempt begins with.
   *
   * @param history ends with the question, or with what earlier attempts have added to it
   * @param added how many of them that is
   * @param calling names of tools that may change something and that an earlier attempt may have
   *     been running when it was lost
   */
  record Begun(List<NewMessage> history, int added, List<String> calling) {

    /** Whether an earlier attempt has got the whole answer. */
    boolean isAnswered() {
      return added > 0
          && history.getLast().role() == Role.ASSISTANT
          && history.getLast().toolUse().isEmpty();
    }
  }

  /** Begins an attempt; empty if nobody waits for it any more. */
  Optional<Begun> begin(UUID conversation, UUID task, int attempt) {
    return transactions.executeWrite(
        status -> {
          Connection connection = status.getConnection();
          if (!Conversations.lockForTask(connection, conversation)) {
            return Optional.empty();
          }
          Optional<Long> question = position(connection, task);
          if (question.isEmpty()) {
            return Optional.empty();
          }
          Optional<Map<String, String>> calling =
              Sql.of(
                      """
                      UPDATE imbi_assistant.desk_task SET attempt = ?
                      WHERE task_id = ? AND attempt < ? AND status = 'pending' RETURNING calling
                      """,
                      attempt,
                      task,
                      attempt)
                  .one(connection, row -> names(row.getString(1)));
          if (calling.isEmpty()) {
            return Optional.empty();
          }
          takeBackUnfinished(connection, task);
          Map<UUID, List<NewMessage>> rounds = rounds(connection, conversation);
          List<NewMessage> added = rounds.getOrDefault(task, List.of());
          return Optional.of(
              new Begun(
                  history(connection, conversation, question.get(), rounds),
                  added.size(),
                  withoutResult(calling.get(), added)));
        });
  }

  private static Optional<Long> position(Connection connection, UUID task) throws SQLException {
    return Sql.of("SELECT position FROM imbi_assistant.desk_message WHERE asks = ?", task)
        .one(connection, row -> row.getLong(1));
  }

  /**
   * What the model is told: each question with what its turn added, and what came of proposals by
   * now. The question to be answered comes last, whatever was stored after it.
   */
  private static List<NewMessage> history(
      Connection connection, UUID conversation, long upTo, Map<UUID, List<NewMessage>> rounds)
      throws SQLException {
    List<NewMessage> history = new ArrayList<>();
    Sql.of(
            """
            SELECT content, asks, for_model FROM imbi_assistant.desk_message
            WHERE conversation_id = ?
                AND (asks IS NOT NULL AND position <= ? OR for_model IS NOT NULL)
            ORDER BY position = ?, position
            """,
            conversation,
            upTo,
            upTo)
        .all(
            connection,
            row -> {
              String forModel = row.getString(3);
              history.add(
                  NewMessage.fromUser(
                      UUID.randomUUID(), forModel == null ? row.getString(1) : forModel));
              UUID asks = row.getObject(2, UUID.class);
              if (asks != null) {
                history.addAll(rounds.getOrDefault(asks, List.of()));
              }
              return true;
            });
    return history;
  }

  private static Map<UUID, List<NewMessage>> rounds(Connection connection, UUID conversation)
      throws SQLException {
    Map<UUID, List<NewMessage>> rounds = new HashMap<>();
    Sql.of(
            """
            SELECT task_id, message FROM imbi_assistant.desk_round
            WHERE conversation_id = ? ORDER BY position
            """,
            conversation)
        .all(
            connection,
            row ->
                rounds
                    .computeIfAbsent(row.getObject(1, UUID.class), _ -> new ArrayList<>())
                    .add(MessageJson.readMessage(Json.parseStored(row.getString(2)))));
    return rounds;
  }

  /** What a task's turn has added so far. */
  static List<NewMessage> of(Connection connection, UUID task) throws SQLException {
    return Sql.of(
            "SELECT message FROM imbi_assistant.desk_round WHERE task_id = ? ORDER BY position",
            task)
        .all(connection, row -> MessageJson.readMessage(Json.parseStored(row.getString(1))));
  }

  /**
   * Adds messages, all or none.
   *
   * @throws ConversationGoneException if the question is gone, or another attempt has begun
   */
  void add(UUID conversation, UUID task, int attempt, List<NewMessage> messages) {
    transactions.executeWrite(
        status -> {
          Connection connection = status.getConnection();
          if (!Conversations.lockForTask(connection, conversation)
              || position(connection, task).isEmpty()
              || !holds(connection, task, attempt, null)) {
            throw new ConversationGoneException(conversation);
          }
          for (NewMessage message : messages) {
            Sql.of(
                    """
                    INSERT INTO imbi_assistant.desk_round (conversation_id, task_id, message)
                    VALUES (?, ?, ?)
                    """,
                    conversation,
                    task,
                    Json.write(MessageJson.message(message)))
                .update(connection);
          }
          return true;
        });
  }

  /**
   * Notes that calls are under way which change something; storing their round ends that.
   *
   * @param tools names by the ids of the calls
   */
  void calling(UUID conversation, UUID task, int attempt, Map<String, String> tools) {
    transactions.executeWrite(
        status ->
            Conversations.lockForTask(status.getConnection(), conversation)
                && holds(status.getConnection(), task, attempt, Json.write(tools)));
  }

  private static boolean holds(
      Connection connection, UUID task, int attempt, @Nullable String calling) throws SQLException {
    return Sql.of(
                """
                UPDATE imbi_assistant.desk_task SET calling = ?
                WHERE task_id = ? AND attempt = ? AND status = 'pending'
                """,
                calling,
                task,
                attempt)
            .update(connection)
        > 0;
  }

  /**
   * Takes back half of an answer, which an earlier attempt stored when it was stopped: it is not
   * told apart from a whole one by its text, but no model has counted its tokens.
   */
  private static void takeBackUnfinished(Connection connection, UUID task) throws SQLException {
    List<NewMessage> added = of(connection, task);
    if (!added.isEmpty()
        && added.getLast().role() == Role.ASSISTANT
        && added.getLast().toolUse().isEmpty()
        && added.getLast().usage() == null) {
      Sql.of(
              """
              DELETE FROM imbi_assistant.desk_round WHERE position = (
                  SELECT max(position) FROM imbi_assistant.desk_round WHERE task_id = ?)
              """,
              task)
          .update(connection);
    }
  }

  private static List<String> withoutResult(Map<String, String> calls, List<NewMessage> added) {
    Map<String, String> open = new LinkedHashMap<>(calls);
    for (NewMessage message : added) {
      for (ToolResult result : message.toolResults()) {
        open.remove(result.toolUseId());
      }
    }
    return List.copyOf(open.values());
  }

  private static Map<String, String> names(@Nullable String json) {
    Map<String, String> names = new LinkedHashMap<>();
    if (json != null) {
      Json.parseStored(json)
          .properties()
          .forEach(each -> names.put(each.getKey(), each.getValue().asText()));
    }
    return names;
  }
}
