package io.imbi.assistant.conversation.graph;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.graph.GraphSession;
import io.imbi.assistant.graph.GraphValue.Whole;
import io.imbi.assistant.graph.IsoTime;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.graph.Properties;
import io.imbi.assistant.identity.Owner;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A conversation as the properties of its node. */
final class ConversationNode {

  private ConversationNode() {}

  /** Makes the node, and hangs it on its owner's where there is one. */
  static void create(GraphSession session, Conversation conversation) {
    Parameters properties = write(conversation);
    session.run(Statements.CREATE, properties);
    session
        .runForOne(Statements.FIND_USER, properties, row -> (Whole) row.get("user"))
        .ifPresent(
            user -> session.run(Statements.ATTACH_TO_USER, properties.and("user", user.value())));
  }

  private static Parameters write(Conversation conversation) {
    return Parameters.of("id", conversation.id().toString())
        .and("owner", conversation.owner().value())
        .and("title", conversation.title())
        .and("created_at", IsoTime.write(conversation.createdAt()))
        .and("updated_at", IsoTime.write(conversation.updatedAt()))
        .and("model", conversation.model())
        .and("is_archived", conversation.archived());
  }

  /** Reads what anybody wrote; empty if it does not say whose it is or has no id. */
  static Optional<Conversation> read(Properties node) {
    Optional<UUID> id = node.text("id").flatMap(ConversationNode::uuid);
    Optional<Owner> owner =
        node.text("user_email").filter(email -> !email.isBlank()).map(Owner::new);
    if (id.isEmpty() || owner.isEmpty()) {
      return Optional.empty();
    }
    Instant createdAt = node.text("created_at").flatMap(IsoTime::read).orElse(Instant.EPOCH);
    return Optional.of(
        new Conversation(
            id.get(),
            owner.get(),
            node.text("title").orElse(null),
            createdAt,
            node.text("updated_at").flatMap(IsoTime::read).orElse(createdAt),
            node.text("model").orElse(""),
            node.flag("is_archived").orElse(false)));
  }

  static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
