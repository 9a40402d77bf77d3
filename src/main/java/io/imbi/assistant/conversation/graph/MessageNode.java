package io.imbi.assistant.conversation.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.MessageJson;
import io.imbi.assistant.conversation.RawContent;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.StoredMessage;
import io.imbi.assistant.graph.GraphValue.Vertex;
import io.imbi.assistant.graph.IsoTime;
import io.imbi.assistant.graph.Properties;
import io.imbi.assistant.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A message as the properties of its node. */
final class MessageNode {

  private static final Logger LOG = LoggerFactory.getLogger(MessageNode.class);

  private MessageNode() {}

  /** What is null is left out, as Cypher leaves it out. */
  static ObjectNode write(StoredMessage message) {
    ObjectNode node =
        Json.object()
            .put("id", message.id().toString())
            .put("conversation_id", message.conversationId().toString())
            .put("role", message.role().wireName())
            .put("content", message.content())
            .put("created_at", IsoTime.write(message.createdAt()))
            .put("sequence", message.sequence());
    putPresent(node, "tool_use", message.toolUse());
    putPresent(node, "tool_results", message.toolResults());
    putPresent(node, "token_usage", message.usage());
    putPresent(node, "raw_provider", message.rawProvider());
    putPresent(node, "raw_blocks", message.rawBlocks());
    return node;
  }

  private static void putPresent(ObjectNode node, String property, @Nullable String value) {
    if (value != null) {
      node.put(property, value);
    }
  }

  /** Reads what anybody wrote; empty if it does not say who said it. */
  static Optional<Message> read(Conversation conversation, Vertex vertex) {
    Properties node = vertex.properties();
    Optional<Role> role = node.text("role").flatMap(MessageNode::role);
    if (role.isEmpty()) {
      LOG.warn(
          "Conversation {} has a message without a role, which is left out", conversation.id());
      return Optional.empty();
    }
    return Optional.of(
        new Message(
            id(vertex),
            conversation.id(),
            role.get(),
            node.text("content").orElse(""),
            listOf(node, "tool_use", MessageJson::readToolUse),
            listOf(node, "tool_results", MessageJson::readToolResults),
            node.text("created_at").flatMap(IsoTime::read).orElse(conversation.createdAt()),
            Math.clamp(node.whole("sequence").orElse(0), 0, Integer.MAX_VALUE),
            node.json("token_usage").map(MessageJson::readUsage).orElse(null),
            raw(node)));
  }

  /** The message's own id, or if it is none one that is always the same for this node. */
  private static UUID id(Vertex vertex) {
    String text = vertex.properties().text("id").orElse("Message " + vertex.id());
    return ConversationNode.uuid(text)
        .orElseGet(() -> UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Optional<Role> role(String name) {
    try {
      return Optional.of(Role.fromWireName(name.toLowerCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static <T> List<T> listOf(
      Properties node, String property, Function<JsonNode, List<T>> read) {
    return node.json(property).filter(JsonNode::isArray).map(read).orElse(List.of());
  }

  private static @Nullable RawContent raw(Properties node) {
    Optional<String> provider = node.text("raw_provider");
    Optional<JsonNode> blocks = node.json("raw_blocks").filter(JsonNode::isArray);
    return provider.isPresent() && blocks.isPresent()
        ? new RawContent(provider.get(), (ArrayNode) blocks.get())
        : null;
  }
}
