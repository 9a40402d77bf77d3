package io.imbi.assistant.conversation.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.ConversationGoneException;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.SequenceTakenException;
import io.imbi.assistant.conversation.StoredMessage;
import io.imbi.assistant.conversation.StoredText;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.graph.Graph;
import io.imbi.assistant.graph.GraphRow;
import io.imbi.assistant.graph.GraphSession;
import io.imbi.assistant.graph.GraphValue.Whole;
import io.imbi.assistant.graph.IsoTime;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps conversations in Imbi's graph. */
@Singleton
@RequiresStore(StoreKind.GRAPH)
final class GraphConversationStore implements ConversationStore {

  private final Graph graph;
  private final Clock clock;

  GraphConversationStore(Graph graph, Clock clock) {
    this.graph = graph;
    this.clock = clock;
  }

  @Override
  public Conversation create(Owner owner, String model) {
    Instant now = now();
    var created =
        new Conversation(UUID.randomUUID(), owner, null, now, now, StoredText.of(model), false);
    return graph.transaction(
        session -> {
          ConversationNode.create(session, created);
          return created;
        });
  }

  @Override
  public List<Conversation> list(Owner owner, int limit, int offset, boolean includeArchived) {
    return graph
        .run(
            includeArchived ? Statements.PAGE_OF_ALL : Statements.PAGE_OF_UNARCHIVED,
            Parameters.of("owner", owner.value()).and("limit", limit).and("offset", offset),
            GraphConversationStore::conversation)
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public Optional<Conversation> find(Owner owner, UUID id) {
    return graph
        .runForOne(Statements.FIND, key(owner, id), GraphConversationStore::conversation)
        .flatMap(found -> found);
  }

  @Override
  public Optional<History> load(Owner owner, UUID id) {
    return Histories.load(graph, owner, id);
  }

  @Override
  public Optional<Conversation> update(
      Owner owner, UUID id, @Nullable String title, @Nullable Boolean archived) {
    if (title == null && archived == null) {
      return find(owner, id);
    }
    ObjectNode changes = touched(now());
    if (title != null) {
      changes.put("title", StoredText.of(title));
    }
    if (archived != null) {
      changes.put("is_archived", archived);
    }
    return change(graph, owner, id, changes);
  }

  @Override
  public boolean giveTitle(Owner owner, UUID id, String title) {
    ObjectNode changes = touched(now()).put("title", StoredText.of(title));
    return graph
        .runForOne(Statements.GIVE_TITLE, key(owner, id).and("changes", changes), row -> row)
        .isPresent();
  }

  @Override
  public boolean delete(Owner owner, UUID id) {
    return graph.transaction(
        session -> {
          Parameters key = key(owner, id);
          if (session.run(Statements.LOCK, key, row -> row).isEmpty()) {
            return false;
          }
          session.run(Statements.DELETE, key);
          return true;
        });
  }

  @Override
  public List<Message> append(Owner owner, UUID id, int firstSequence, List<NewMessage> added) {
    Instant now = now();
    List<StoredMessage> messages = new ArrayList<>(added.size());
    ArrayNode nodes = Json.array();
    for (NewMessage message : added) {
      var stored = StoredMessage.of(message.at(id, firstSequence + messages.size(), now));
      messages.add(stored);
      nodes.add(MessageNode.write(stored));
    }
    Parameters parameters = key(owner, id).and("first", firstSequence).and("messages", nodes);
    return graph.transaction(
        session -> {
          if (change(session, owner, id, touched(now)).isEmpty()) {
            throw new ConversationGoneException(id);
          }
          if (session.run(Statements.ADD_MESSAGES, parameters, row -> row).size() < added.size()) {
            throw refusal(session, owner, id, firstSequence);
          }
          return messages.stream().map(StoredMessage::message).toList();
        });
  }

  private static Optional<Conversation> change(
      GraphSession session, Owner owner, UUID id, ObjectNode changes) {
    return session
        .runForOne(
            Statements.CHANGE,
            key(owner, id).and("changes", changes),
            GraphConversationStore::conversation)
        .flatMap(changed -> changed);
  }

  private static RuntimeException refusal(
      GraphSession session, Owner owner, UUID id, int firstSequence) {
    long next =
        session
            .runForOne(Statements.LAST_SEQUENCE, key(owner, id), row -> row.get("last"))
            .filter(Whole.class::isInstance)
            .map(last -> ((Whole) last).value() + 1)
            .orElse(0L);
    return firstSequence > next
        ? new IllegalArgumentException(
            "Sequence %d would leave a gap after %d".formatted(firstSequence, next))
        : new SequenceTakenException(id, firstSequence);
  }

  private static Optional<Conversation> conversation(GraphRow row) {
    return ConversationNode.read(row.properties("conversation"));
  }

  private static Parameters key(Owner owner, UUID id) {
    return Parameters.of("id", id.toString()).and("owner", owner.value());
  }

  private static ObjectNode touched(Instant now) {
    return Json.object().put("updated_at", IsoTime.write(now));
  }

  private Instant now() {
    return IsoTime.stored(clock.instant());
  }
}
