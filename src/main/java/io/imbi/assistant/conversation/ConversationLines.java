package io.imbi.assistant.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import java.io.Serial;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Conversations as lines of JSON, each a whole one. The first line says what follows:
 *
 * <pre>
 * {"format":"imbi-assistant conversations","version":1}
 * {"id","user_email","title","created_at","updated_at","model","is_archived","messages":[
 *   {"id","role","content","tool_use","tool_results","created_at","sequence","token_usage",
 *    "raw":{"provider","blocks"}}]}
 * </pre>
 *
 * <p>{@code title}, {@code token_usage} and {@code raw} may be null; what is not named here is
 * passed over.
 */
public final class ConversationLines {

  private static final String FORMAT = "imbi-assistant conversations";
  private static final int VERSION = 1;

  private ConversationLines() {}

  /** The first line. */
  public static String header() {
    return Json.write(Json.object().put("format", FORMAT).put("version", VERSION));
  }

  /**
   * @throws MalformedLineException if the line is not {@link #header}
   */
  public static void checkHeader(String line) {
    JsonNode header = parse(line);
    if (!header.path("format").asText().equals(FORMAT)) {
      throw new MalformedLineException("these are no conversations that were exported");
    }
    if (header.path("version").asInt() != VERSION) {
      throw new MalformedLineException("only version %d can be read".formatted(VERSION));
    }
  }

  public static String write(History history) {
    Conversation conversation = history.conversation();
    ObjectNode line =
        Json.object()
            .put("id", conversation.id().toString())
            .put("user_email", conversation.owner().value())
            .put("title", conversation.title())
            .put("created_at", conversation.createdAt().toString())
            .put("updated_at", conversation.updatedAt().toString())
            .put("model", conversation.model())
            .put("is_archived", conversation.archived());
    ArrayNode messages = line.putArray("messages");
    history.messages().forEach(message -> messages.add(write(message)));
    return Json.write(line);
  }

  private static ObjectNode write(Message message) {
    TokenUsage usage = message.usage();
    RawContent raw = message.raw();
    ObjectNode node =
        Json.object()
            .put("id", message.id().toString())
            .put("role", message.role().wireName())
            .put("content", message.content());
    node.set("tool_use", MessageJson.toolUse(message.toolUse()));
    node.set("tool_results", MessageJson.toolResults(message.toolResults()));
    node.put("created_at", message.createdAt().toString()).put("sequence", message.sequence());
    node.set("token_usage", usage == null ? node.nullNode() : MessageJson.usage(usage));
    node.set(
        "raw",
        raw == null
            ? node.nullNode()
            : Json.object().put("provider", raw.provider()).set("blocks", raw.blocks()));
    return node;
  }

  /**
   * @throws MalformedLineException if it is not one conversation
   */
  public static History read(String line) {
    JsonNode node = parse(line);
    UUID id = read(node, "id", UUID::fromString);
    var conversation =
        new Conversation(
            id,
            read(node, "user_email", Owner::new),
            node.path("title").isTextual() ? node.path("title").textValue() : null,
            read(node, "created_at", Instant::parse),
            read(node, "updated_at", Instant::parse),
            text(node, "model"),
            flag(node, "is_archived"));
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : array(node, "messages")) {
      messages.add(readMessage(id, message));
    }
    return new History(conversation, messages);
  }

  private static Message readMessage(UUID conversation, JsonNode node) {
    return new Message(
        read(node, "id", UUID::fromString),
        conversation,
        read(node, "role", Role::fromWireName),
        text(node, "content"),
        MessageJson.readToolUse(array(node, "tool_use")),
        MessageJson.readToolResults(array(node, "tool_results")),
        read(node, "created_at", Instant::parse),
        sequence(node),
        node.path("token_usage").isObject()
            ? MessageJson.readUsage(node.path("token_usage"))
            : null,
        raw(node.path("raw")));
  }

  private static @Nullable RawContent raw(JsonNode raw) {
    return raw.isObject() ? new RawContent(text(raw, "provider"), array(raw, "blocks")) : null;
  }

  private static int sequence(JsonNode node) {
    JsonNode sequence = node.path("sequence");
    if (!sequence.isInt() || sequence.intValue() < 0) {
      throw new MalformedLineException("sequence must be a number from 0");
    }
    return sequence.intValue();
  }

  private static boolean flag(JsonNode node, String member) {
    if (!node.path(member).isBoolean()) {
      throw new MalformedLineException(member + " must be true or false");
    }
    return node.path(member).booleanValue();
  }

  private static ArrayNode array(JsonNode node, String member) {
    if (node.path(member) instanceof ArrayNode array) {
      return array;
    }
    throw new MalformedLineException(member + " must be a list");
  }

  private static String text(JsonNode node, String member) {
    if (!node.path(member).isTextual()) {
      throw new MalformedLineException(member + " must be text");
    }
    return node.path(member).textValue();
  }

  private static <T> T read(JsonNode node, String member, Function<String, T> reader) {
    try {
      return reader.apply(text(node, member));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new MalformedLineException(member + " has a value that it cannot have", e);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return Json.parseStored(line);
    } catch (MalformedJsonException e) {
      throw new MalformedLineException("not one JSON value", e);
    }
  }

  /** A line that cannot be read. The message says why and repeats nothing of the line. */
  public static final class MalformedLineException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    MalformedLineException(String message) {
      super(message);
    }

    MalformedLineException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
