package io.imbi.assistant.conversation.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.ConversationArchive;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.StoredMessage;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.graph.Graph;
import io.imbi.assistant.graph.GraphSession;
import io.imbi.assistant.graph.GraphValue;
import io.imbi.assistant.graph.GraphValue.Text;
import io.imbi.assistant.graph.IsoTime;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.json.Json;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves whole conversations in and out of Imbi's graph. */
@Singleton
@RequiresStore(StoreKind.GRAPH)
final class GraphConversationArchive implements ConversationArchive {

  private static final Logger LOG = LoggerFactory.getLogger(GraphConversationArchive.class);

  private static final int PAGE = 500;

  private final Graph graph;

  GraphConversationArchive(Graph graph) {
    this.graph = graph;
  }

  @Override
  public void forEach(Consumer<History> reader) {
    Optional<String> after = Optional.of("");
    while (after.isPresent()) {
      List<GraphValue> ids =
          graph.run(
              Statements.IDS_AFTER,
              Parameters.of("after", after.get()).and("limit", PAGE),
              row -> row.get("id"));
      after = Optional.empty();
      for (GraphValue id : ids) {
        if (id instanceof Text(var value)) {
          Histories.loadAnyones(graph, value)
              .ifPresentOrElse(
                  reader, () -> LOG.warn("Conversation {} cannot be read, and is left out", value));
          after = ids.size() < PAGE ? Optional.empty() : Optional.of(value);
        }
      }
    }
  }

  @Override
  public Outcome put(History history) {
    if (!history.isNumbered()) {
      throw new IllegalArgumentException("The messages' sequences must grow");
    }
    return graph.transaction(session -> put(session, history));
  }

  private static Outcome put(GraphSession session, History history) {
    Conversation conversation = history.conversation();
    Parameters id = Parameters.of("id", conversation.id().toString());
    Parameters key = id.and("owner", conversation.owner().value());
    session.runForOne(Statements.TAKE_TURNS, id, row -> row);
    session.runForOne(Statements.LOCK, key, row -> row);
    Optional<History> present = Histories.loadAnyones(session, conversation.id().toString());
    if (present.isEmpty()) {
      ConversationNode.create(session, conversation);
      add(session, key, history.messages());
      return Outcome.ADDED;
    }
    if (history.isContinuedBy(present.get())) {
      return Outcome.PRESENT;
    }
    if (!present.get().isContinuedBy(history)) {
      return Outcome.DIFFERENT;
    }
    var changes =
        Json.object()
            .put("title", conversation.title())
            .put("is_archived", conversation.archived())
            .put("updated_at", IsoTime.write(conversation.updatedAt()));
    session.runForOne(Statements.CHANGE, key.and("changes", changes), row -> row);
    int had = present.get().messages().size();
    add(session, key, history.messages().subList(had, history.messages().size()));
    return Outcome.COMPLETED;
  }

  private static void add(GraphSession session, Parameters key, List<Message> messages) {
    ArrayNode nodes = Json.array();
    messages.forEach(message -> nodes.add(MessageNode.write(StoredMessage.of(message))));
    session.run(Statements.PUT_MESSAGES, key.and("messages", nodes));
  }
}
