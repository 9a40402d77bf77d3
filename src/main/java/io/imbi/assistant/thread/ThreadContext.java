package io.imbi.assistant.thread;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a pipeline knows of its thread, and how it answers. Used by one thread at a time. */
public final class ThreadContext {

  private static final int HISTORY_MESSAGES = 20;

  private final ChatThread thread;
  private final List<ThreadEvent> events;
  private final @Nullable ThreadEvent inbound;
  private final @Nullable ChatModel model;
  private final Progress progress;
  private final List<NewEvent> outgoing = new ArrayList<>();

  /** Hears what a run is doing. */
  @FunctionalInterface
  public interface Progress {

    /**
     * @param status what is being done, such as {@code tool:list_projects}
     * @param type {@code status}, or a pipeline's own kind of report
     */
    void report(String status, String type);
  }

  /**
   * @param inbound the event to answer, one of the events; null at the start of a conversation
   */
  ThreadContext(
      ChatThread thread,
      List<ThreadEvent> events,
      @Nullable ThreadEvent inbound,
      @Nullable ChatModel model,
      Progress progress) {
    this.thread = thread;
    this.events = List.copyOf(events);
    this.inbound = inbound;
    this.model = model;
    this.progress = progress;
  }

  public ChatThread thread() {
    return thread;
  }

  /** Every stored event of the thread, the oldest first. */
  public List<ThreadEvent> events() {
    return events;
  }

  /**
   * The event that this run is to answer, of whatever type; data has {@code role} and {@code
   * content}. Empty at the start of a conversation.
   */
  public Optional<ThreadEvent> inbound() {
    return Optional.ofNullable(inbound);
  }

  /** The text of the event that this run is to answer. */
  public Optional<String> inboundText() {
    return inbound().map(event -> event.data().path("content").asText());
  }

  /** The model that this service is configured with, if there is one. */
  public Optional<ChatModel> model() {
    return Optional.ofNullable(model);
  }

  /**
   * What a model should be given: the {@code comm.*} and {@code context.*} events that have a role
   * and a text, in order, the last twenty {@code comm.*} of them.
   */
  public List<Said> history() {
    List<Said> history = new ArrayList<>();
    int messages = 0;
    for (ThreadEvent event : events.reversed()) {
      boolean message = event.type().startsWith(EventTypes.CONVERSATION);
      if (EventTypes.isHistory(event.type())) {
        Said.of(event.data()).ifPresent(history::addFirst);
      }
      if (message && ++messages == HISTORY_MESSAGES) {
        break;
      }
    }
    return history;
  }

  /** The text of the latest {@code comm.*} event of a user, whatever else its type says. */
  public Optional<String> lastUserMessage() {
    return events.reversed().stream()
        .filter(event -> event.type().startsWith(EventTypes.CONVERSATION))
        .filter(event -> event.data().path("role").asText().equals("user"))
        .map(event -> event.data().path("content").asText())
        .findFirst();
  }

  /** The data of the latest user action, such as a click on a button. */
  public Optional<ObjectNode> lastUserAction() {
    return last(EventTypes.USER_ACTION).map(ThreadEvent::data);
  }

  /** The state of this name as it was set last, in this run or before. */
  public Optional<JsonNode> state(String name) {
    String type = EventTypes.STATE + name;
    Optional<ObjectNode> here =
        outgoing.reversed().stream()
            .filter(event -> event.type().equals(type))
            .map(NewEvent::data)
            .findFirst();
    return here.or(() -> last(type).map(ThreadEvent::data)).map(data -> data.get("value"));
  }

  /**
   * Emits an event of any type, with the data as they are now.
   *
   * @throws IllegalArgumentException if the type is blank, or the data cannot be kept
   */
  public void send(String type, ObjectNode data) {
    outgoing.add(NewEvent.kept(type, data));
  }

  /** Answers. */
  public void sendMessage(String text) {
    send(EventTypes.ASSISTANT_MESSAGE, said(text));
  }

  /** Answers, and offers what to answer to it. */
  public void sendMessage(String text, List<Button> buttons) {
    ArrayNode offered = Json.array();
    buttons.forEach(
        button -> offered.addObject().put("id", button.id()).put("label", button.label()));
    ObjectNode data = said(text);
    data.set("buttons", offered);
    send(EventTypes.ASSISTANT_MESSAGE_WITH_BUTTONS, data);
  }

  /** Sets a state for later runs. */
  public void setState(String name, JsonNode value) {
    ObjectNode data = Json.object();
    data.set("value", value);
    send(EventTypes.STATE + name, data);
  }

  /** Tells whoever waits what is being done. */
  public void report(String status) {
    report(status, "status");
  }

  /**
   * Tells whoever waits something of a kind of the pipeline's own.
   *
   * @param type the kind, such as {@code found}
   */
  public void report(String status, String type) {
    progress.report(status, type);
  }

  /** What has been emitted so far, in order. */
  List<NewEvent> outgoing() {
    return List.copyOf(outgoing);
  }

  private Optional<ThreadEvent> last(String type) {
    return events.reversed().stream().filter(event -> event.type().equals(type)).findFirst();
  }

  private static ObjectNode said(String text) {
    return Json.object().put("role", "assistant").put("content", text);
  }

  /**
   * Something that was said.
   *
   * @param byUser whether by the contact, or else by the assistant
   */
  public record Said(boolean byUser, String text) {

    /** Empty unless the data has a role that takes part in the conversation, and a text. */
    static Optional<Said> of(ObjectNode data) {
      String text = data.path("content").asText("");
      return switch (data.path("role").asText("")) {
        case "user", "system" -> Optional.of(new Said(true, text));
        case "assistant" -> Optional.of(new Said(false, text));
        default -> Optional.empty();
      };
    }
  }
}
