package io.imbi.assistant.conversation.graph;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.graph.CypherQuery;
import io.imbi.assistant.graph.GraphSession;
import io.imbi.assistant.graph.GraphValue.Vertex;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.identity.Owner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Puts conversations together from their nodes. */
final class Histories {

  /** Messages that were numbered by two writers at once have the same number. */
  private static final Comparator<Message> IN_ORDER =
      Comparator.comparingInt(Message::sequence)
          .thenComparing(Message::createdAt)
          .thenComparing(message -> message.id().toString());

  private Histories() {}

  static Optional<History> load(GraphSession session, Owner owner, UUID id) {
    return load(
        session, Statements.LOAD, Parameters.of("id", id.toString()).and("owner", owner.value()));
  }

  static Optional<History> loadAnyones(GraphSession session, String id) {
    return load(session, Statements.LOAD_ANYONES, Parameters.of("id", id));
  }

  private static Optional<History> load(
      GraphSession session, CypherQuery query, Parameters parameters) {
    List<Vertex> nodes = session.run(query, parameters, row -> (Vertex) row.get("node"));
    return nodes.stream()
        .filter(node -> node.label().equals("Conversation"))
        .findFirst()
        .flatMap(node -> ConversationNode.read(node.properties()))
        .map(conversation -> new History(conversation, messages(conversation, nodes)));
  }

  private static List<Message> messages(Conversation conversation, List<Vertex> nodes) {
    List<Message> messages = new ArrayList<>(nodes.size());
    for (Vertex node : nodes) {
      if (node.label().equals("Message")) {
        MessageNode.read(conversation, node).ifPresent(messages::add);
      }
    }
    messages.sort(IN_ORDER);
    return messages;
  }
}
