package io.imbi.assistant.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the scripted model answers, written down in the order in which it is sent. A block stays
 * open until the next one begins, so that pings, gates and failures can stand between its deltas:
 *
 * <pre>{@code
 * answer().thinking("Let me see", "sig-1").text("Hel").hold(gate).text("lo")
 *     .toolUse("toolu_1", "list_projects", "{\"limit\":", "5}")
 * }</pre>
 *
 * The stop reason is {@code tool_use} if a tool is called and {@code end_turn} otherwise, unless
 * the script says another. Once it has been handed to the server, an answer is not changed any
 * more; it may be sent any number of times.
 */
public final class Answer {

  private final List<Step> steps = new ArrayList<>();
  private final List<ObjectNode> blocks = new ArrayList<>();
  private final StringBuilder openText = new StringBuilder();
  private @Nullable String openMember;
  private boolean open;
  private @Nullable String stopReason;
  private @Nullable JsonNode stopDetails;
  private @Nullable ObjectNode startUsage;
  private @Nullable ObjectNode finalUsage;
  private boolean ends = true;
  private String lineEnd = "\n";
  private Pieces pieces = new Pieces.PerEvent();
  private Duration pace = Duration.ZERO;

  private Answer() {}

  /** An answer without content, to be filled. */
  public static Answer answer() {
    return new Answer();
  }

  /** One text block, each argument a delta. */
  public static Answer saying(String... deltas) {
    return answer().text(deltas);
  }

  /** One call with the whole input in one delta. */
  public static Answer calling(String id, String name, String input) {
    return answer().toolUse(id, name, input);
  }

  /** Fails before anything of a response is sent. */
  public static Answer failing(Failure failure) {
    return answer().fail(failure);
  }

  /** Deltas of the text block that is open, or of a new one. */
  public Answer text(String... deltas) {
    if (!open || !"text".equals(openMember)) {
      begin(Json.object().put("type", "text").put("text", ""), "text");
    }
    for (String text : deltas) {
      openText.append(text);
      delta(Json.object().put("type", "text_delta").put("text", text));
    }
    return this;
  }

  /** A citation of the text block that is open. */
  public Answer citation(ObjectNode citation) {
    ObjectNode block = blocks.getLast();
    block.withArray("citations").add(citation);
    ObjectNode delta = Json.object().put("type", "citations_delta");
    delta.set("citation", citation);
    return delta(delta);
  }

  /** A thinking block with its signature. */
  public Answer thinking(String thinking, String signature) {
    begin(
        Json.object().put("type", "thinking").put("thinking", "").put("signature", ""), "thinking");
    openText.append(thinking);
    delta(Json.object().put("type", "thinking_delta").put("thinking", thinking));
    blocks.getLast().put("signature", signature);
    return delta(Json.object().put("type", "signature_delta").put("signature", signature));
  }

  public Answer redactedThinking(String data) {
    return block(Json.object().put("type", "redacted_thinking").put("data", data));
  }

  /** A call; more input may follow with {@link #input}. */
  public Answer toolUse(String id, String name, String... inputDeltas) {
    return call("tool_use", id, name, inputDeltas);
  }

  /** More of the open call's input. */
  public Answer input(String... inputDeltas) {
    for (String partial : inputDeltas) {
      openText.append(partial);
      delta(Json.object().put("type", "input_json_delta").put("partial_json", partial));
    }
    return this;
  }

  /** A call that the provider runs itself. */
  public Answer serverToolUse(String id, String name, String... inputDeltas) {
    return call("server_tool_use", id, name, inputDeltas);
  }

  /** What the provider's tool search found. */
  public Answer toolSearchResult(String serverToolUseId, String... toolNames) {
    ArrayNode references = Json.array();
    for (String name : toolNames) {
      references.addObject().put("type", "tool_reference").put("tool_name", name);
    }
    ObjectNode content = Json.object().put("type", "tool_search_tool_search_result");
    content.set("tool_references", references);
    ObjectNode block =
        Json.object().put("type", "tool_search_tool_result").put("tool_use_id", serverToolUseId);
    block.set("content", content);
    return block(block);
  }

  /** Any block that comes whole with its start. */
  public Answer block(ObjectNode block) {
    return begin(block, null);
  }

  /** Ends the block that is open; only needed between two blocks of one kind. */
  public Answer endBlock() {
    if (open) {
      open = false;
      finish(blocks.getLast());
      event("content_block_stop", Json.object().put("index", blocks.size() - 1), false);
    }
    return this;
  }

  /** A delta of any kind for the open block. */
  public Answer delta(ObjectNode delta) {
    ObjectNode data = Json.object().put("index", blocks.size() - 1);
    data.set("delta", delta);
    return event("content_block_delta", data, true);
  }

  public Answer ping() {
    return event("ping", Json.object(), false);
  }

  /** An event of any kind; its {@code type} is its name. */
  public Answer event(String name, ObjectNode members) {
    return event(name, members, false);
  }

  /** Text that need not be an event. */
  public Answer raw(String text) {
    steps.add(new Step.Raw(text));
    return this;
  }

  /** Sends the response's head at once; it otherwise goes out with the first event. */
  public Answer head() {
    steps.add(new Step.Head());
    return this;
  }

  /** Waits here until the test opens the gate. */
  public Answer hold(Gate gate) {
    steps.add(new Step.Hold(gate));
    return this;
  }

  /** Fails here; nothing that is written down after it is sent. */
  public Answer fail(Failure failure) {
    if (failure instanceof Failure.Status && !steps.isEmpty()) {
      throw new IllegalArgumentException("A status comes before every event");
    }
    steps.add(new Step.Fail(failure));
    ends = false;
    return this;
  }

  public Answer stop(String reason) {
    stopReason = reason;
    return this;
  }

  /** What {@code stop_details} holds. */
  public Answer stopDetails(JsonNode details) {
    stopDetails = details;
    return this;
  }

  /** Tokens of the whole answer. */
  public Answer usage(long input, long output, long cacheRead, long cacheWrite) {
    return usage(
        Json.object()
            .put("input_tokens", input)
            .put("cache_creation_input_tokens", cacheWrite)
            .put("cache_read_input_tokens", cacheRead)
            .put("output_tokens", 1),
        Json.object()
            .put("output_tokens", output)
            .putNull("input_tokens")
            .putNull("cache_creation_input_tokens")
            .putNull("cache_read_input_tokens"));
  }

  /** The {@code usage} objects of {@code message_start} and {@code message_delta}. */
  public Answer usage(ObjectNode start, ObjectNode end) {
    startUsage = start;
    finalUsage = end;
    return this;
  }

  /** Ends lines with something else than LF. */
  public Answer lineEnd(String end) {
    lineEnd = end;
    return this;
  }

  /** Cuts the body into chunks of this many bytes, wherever events and characters end. */
  public Answer inPiecesOf(int bytes) {
    pieces = new Pieces.OfSize(bytes);
    return this;
  }

  /** Cuts the body at these positions only, counted in bytes from its beginning. */
  public Answer cutAt(int... positions) {
    var sorted = new TreeSet<Long>();
    for (int position : positions) {
      sorted.add((long) position);
    }
    pieces = new Pieces.At(sorted);
    return this;
  }

  /** Waits this long before each delta; for benchmarks. */
  public Answer pace(Duration perDelta) {
    pace = perDelta;
    return this;
  }

  // --- what the server reads ---

  List<Step> steps() {
    return steps;
  }

  Pieces pieces() {
    return pieces;
  }

  Duration pace() {
    return pace;
  }

  String lineEnd() {
    return lineEnd;
  }

  /** Whether the script lets the answer come to its end. */
  boolean ends() {
    return ends;
  }

  /** The blocks as a client that read everything has them. */
  List<ObjectNode> content() {
    List<ObjectNode> whole = new ArrayList<>(blocks.size());
    for (ObjectNode block : blocks) {
      whole.add(block.deepCopy());
    }
    if (open) {
      finish(whole.getLast());
    }
    return whole;
  }

  Step.Event start(String messageId, String model, ObjectNode promptUsage) {
    ObjectNode message =
        Json.object()
            .put("id", messageId)
            .put("type", "message")
            .put("role", "assistant")
            .put("model", model);
    message.set("content", Json.array());
    message.putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", startUsage == null ? promptUsage : startUsage);
    ObjectNode data = Json.object().put("type", "message_start");
    data.set("message", message);
    return new Step.Event("message_start", Json.write(data), false);
  }

  List<Step.Event> end() {
    List<Step.Event> events = new ArrayList<>(3);
    if (open) {
      ObjectNode data =
          Json.object().put("type", "content_block_stop").put("index", blocks.size() - 1);
      events.add(new Step.Event("content_block_stop", Json.write(data), false));
    }
    ObjectNode delta = Json.object().put("stop_reason", stopReason()).putNull("stop_sequence");
    if (stopDetails != null) {
      delta.set("stop_details", stopDetails);
    }
    ObjectNode data = Json.object().put("type", "message_delta");
    data.set("delta", delta);
    data.set("usage", finalUsage());
    events.add(new Step.Event("message_delta", Json.write(data), false));
    events.add(new Step.Event("message_stop", "{\"type\":\"message_stop\"}", false));
    return events;
  }

  /** The answer to a request that does not stream. */
  ObjectNode message(String messageId, String model, ObjectNode promptUsage) {
    ObjectNode message =
        Json.object()
            .put("id", messageId)
            .put("type", "message")
            .put("role", "assistant")
            .put("model", model);
    ArrayNode content = message.putArray("content");
    content().forEach(content::add);
    message.put("stop_reason", stopReason()).putNull("stop_sequence");
    ObjectNode usage = (startUsage == null ? promptUsage : startUsage).deepCopy();
    finalUsage().properties().stream()
        .filter(member -> !member.getValue().isNull())
        .forEach(member -> usage.set(member.getKey(), member.getValue()));
    message.set("usage", usage);
    return message;
  }

  String stopReason() {
    if (stopReason != null) {
      return stopReason;
    }
    boolean calls =
        blocks.stream().anyMatch(block -> block.path("type").asText().equals("tool_use"));
    return calls ? "tool_use" : "end_turn";
  }

  private ObjectNode finalUsage() {
    if (finalUsage != null) {
      return finalUsage;
    }
    long deltas =
        steps.stream().filter(step -> step instanceof Step.Event event && event.paced()).count();
    return Json.object().put("output_tokens", Math.max(1, deltas));
  }

  private Answer call(String type, String id, String name, String... inputDeltas) {
    ObjectNode block = Json.object().put("type", type).put("id", id).put("name", name);
    block.set("input", Json.object());
    begin(block, "input");
    return input(inputDeltas);
  }

  private Answer begin(ObjectNode block, @Nullable String member) {
    endBlock();
    blocks.add(block.deepCopy());
    open = true;
    openMember = member;
    openText.setLength(0);
    ObjectNode data = Json.object().put("index", blocks.size() - 1);
    data.set("content_block", block);
    return event("content_block_start", data, false);
  }

  private void finish(ObjectNode block) {
    if (openMember == null) {
      return;
    }
    if (!openMember.equals("input")) {
      block.put(openMember, openText.toString());
    } else if (!openText.isEmpty()) {
      try {
        block.set("input", Json.parse(openText.toString()));
      } catch (MalformedJsonException e) {
        // The script cuts the input off: such a block is never replayed.
        block.set("input", Json.object());
      }
    }
  }

  private Answer event(String name, ObjectNode members, boolean paced) {
    ObjectNode data = Json.object().put("type", name);
    data.setAll(members);
    steps.add(new Step.Event(name, Json.write(data), paced));
    return this;
  }
}
