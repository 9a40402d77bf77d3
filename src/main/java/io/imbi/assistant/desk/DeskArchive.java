package io.imbi.assistant.desk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.database.Sql;
import io.imbi.assistant.json.Json;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The desk's conversations, whoever owns them, as lines of JSON: for operators, never for a
 * caller's request. The first line says what follows:
 *
 * <pre>
 * {"format":"imbi-assistant desk conversations","version":1}
 * {"id","owner","created_at","last_activity","messages":[{"role","type","content","ts","metadata"?}]}
 * </pre>
 */
@Singleton
public final class DeskArchive {

  private final TransactionOperations<Connection> transactions;
  private final Messages messages;

  DeskArchive(TransactionOperations<Connection> transactions, Messages messages) {
    this.transactions = transactions;
    this.messages = messages;
  }

  /** The first line. */
  public String header() {
    return Json.write(
        Json.object().put("format", "imbi-assistant desk conversations").put("version", 1));
  }

  /** Hands over every conversation, a line each, in the order in which they were begun. */
  public void forEach(Consumer<String> reader) {
    List<UUID> ids =
        transactions.executeRead(
            status ->
                Sql.of(
                        """
                        SELECT id FROM imbi_assistant.desk_conversation WHERE listed
                        ORDER BY created_at, id
                        """)
                    .all(status.getConnection(), row -> row.getObject(1, UUID.class)));
    for (UUID id : ids) {
      line(id).ifPresent(reader);
    }
  }

  private Optional<String> line(UUID id) {
    return transactions.executeRead(
        status -> {
          Connection connection = status.getConnection();
          Optional<ObjectNode> conversation =
              Sql.of(
                      """
                      SELECT owner, created_at, last_activity
                      FROM imbi_assistant.desk_conversation WHERE id = ?
                      """,
                      id)
                  .one(
                      connection,
                      row ->
                          Json.object()
                              .put("id", id.toString())
                              .put("owner", row.getString(1))
                              .put("created_at", time(row.getObject(2, OffsetDateTime.class)))
                              .put("last_activity", time(row.getObject(3, OffsetDateTime.class))));
          if (conversation.isEmpty()) {
            return Optional.empty();
          }
          ArrayNode lines = conversation.get().putArray("messages");
          messages.all(connection, id).forEach(each -> lines.add(ChatFiles.record(each)));
          return Optional.of(Json.write(conversation.get()));
        });
  }

  private static String time(OffsetDateTime time) {
    return time.toInstant().toString();
  }
}
