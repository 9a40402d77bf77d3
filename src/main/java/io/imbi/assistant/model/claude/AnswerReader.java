package io.imbi.assistant.model.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.Usage;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream of one answer: hands on its events as they are read and puts its blocks
 * together. Events, blocks and deltas of unknown kinds are passed over or kept as they came.
 *
 * <p>Almost all of a stream are deltas of text or input. They are read off the bytes without a
 * tree; every other event is rare enough for one.
 */
final class AnswerReader implements SseParser.Listener {

  /** Takes what is read. */
  interface Listener {
    void event(ModelEvent event);

    /** The answer has come to its end; nothing follows. */
    void ended();
  }

  /** The most of one event that is kept; the largest are blocks that come whole. */
  static final int MAX_EVENT_BYTES = 16 * 1024 * 1024;

  /** The most that is read of one answer, many times what a model can write. */
  static final long MAX_ANSWER_BYTES = 128L * 1024 * 1024;

  private final Listener listener;
  private final SseParser parser;
  private final DeltaScanner deltas = new DeltaScanner();
  private final long maxBytes;

  private final Map<Integer, BlockBuilder> blocks = new TreeMap<>();
  private final UsageCount usage = new UsageCount();
  private @Nullable BlockBuilder current;
  private int currentIndex = -1;
  private String stopReason = "";
  private String stopDetails = "";
  private @Nullable String responseId;
  private long bytesRead;
  private boolean ended;

  AnswerReader(Listener listener) {
    this(listener, MAX_EVENT_BYTES, MAX_ANSWER_BYTES);
  }

  AnswerReader(Listener listener, int maxEventBytes, long maxBytes) {
    this.listener = listener;
    this.parser = new SseParser(this, maxEventBytes);
    this.maxBytes = maxBytes;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @throws FailedException if the answer is an error, breaks the protocol or is too large
   */
  void feed(ByteBuf bytes) {
    bytesRead += bytes.readableBytes();
    if (bytesRead > maxBytes) {
      throw new FailedException(
          Failure.invalid("The answer has more than " + maxBytes + " bytes", null));
    }
    parser.feed(bytes);
  }

  /** Whether the model has begun to write. */
  boolean begun() {
    return !blocks.isEmpty();
  }

  @Nullable String responseId() {
    return responseId;
  }

  Usage usage() {
    return usage.usage();
  }

  /** Whether the provider interrupted itself and wants to go on. */
  boolean paused() {
    return stopReason.equals("pause_turn");
  }

  /** What the provider says of the reason, for the log; empty if it says nothing. */
  String stopDetails() {
    return stopDetails;
  }

  StopReason stopReason() {
    return switch (stopReason) {
      case "end_turn" -> StopReason.END_TURN;
      case "tool_use" -> StopReason.TOOL_USE;
      case "max_tokens" -> StopReason.MAX_TOKENS;
      case "stop_sequence" -> StopReason.STOP_SEQUENCE;
      case "refusal" -> StopReason.REFUSAL;
      case "model_context_window_exceeded" -> StopReason.CONTEXT_WINDOW_EXCEEDED;
      default -> StopReason.OTHER;
    };
  }

  /** The blocks of an answer that has ended. */
  List<ContentBlock> content() {
    boolean cutOff =
        switch (stopReason()) {
          case MAX_TOKENS, REFUSAL, CONTEXT_WINDOW_EXCEEDED, OTHER -> true;
          case END_TURN, TOOL_USE, STOP_SEQUENCE -> false;
        };
    List<ContentBlock> content = new ArrayList<>(blocks.size());
    int left = blocks.size();
    for (BlockBuilder block : blocks.values()) {
      left--;
      block.build(cutOff, left == 0).ifPresent(content::add);
    }
    return content;
  }

  @Override
  public void data(byte[] bytes, int offset, int length) {
    if (ended) {
      return;
    }
    if (!deltas.scan(bytes, offset, length)) {
      event(tree(bytes, offset, length));
    } else if (deltas.isInput()) {
      input(block(deltas.index()), deltas.value());
    } else {
      text(block(deltas.index()), deltas.value());
    }
  }

  private void text(BlockBuilder block, String text) {
    block.addText(text);
    if (block.isText() && !text.isEmpty()) {
      listener.event(new ModelEvent.TextDelta(text));
    }
  }

  private void input(BlockBuilder block, String partialJson) {
    block.addInput(partialJson);
    if (block.isToolUse() && !partialJson.isEmpty()) {
      listener.event(new ModelEvent.ToolInputDelta(partialJson));
    }
  }

  private void event(JsonNode event) {
    switch (event.path("type").asText()) {
      case "message_start" -> {
        JsonNode message = event.path("message");
        responseId = message.path("id").textValue();
        usage.report(message.path("usage"));
      }
      case "content_block_start" -> start(event);
      case "content_block_delta" -> {
        if (event.path("delta") instanceof ObjectNode delta) {
          delta(block(event.path("index").asInt(-1)), delta);
        }
      }
      case "content_block_stop" -> {
        block(event.path("index").asInt(-1)).stop();
        listener.event(ModelEvent.BlockStopped.INSTANCE);
      }
      case "message_delta" -> {
        stopReason = event.path("delta").path("stop_reason").asText(stopReason);
        if (event.path("delta").path("stop_details") instanceof ObjectNode details) {
          stopDetails = Failure.detail(Json.write(details));
        }
        usage.report(event.path("usage"));
      }
      case "message_stop" -> {
        ended = true;
        listener.ended();
      }
      case "error" -> {
        JsonNode error = event.path("error");
        throw new FailedException(
            Failure.ofEvent(error.path("type").asText(), error.path("message").asText()));
      }
      default -> {
        // A ping, or an event that came into the protocol later.
      }
    }
  }

  private void delta(BlockBuilder block, ObjectNode delta) {
    switch (delta.path("type").asText()) {
      case "text_delta" -> text(block, delta.path("text").asText());
      case "input_json_delta" -> input(block, delta.path("partial_json").asText());
      default -> block.merge(delta);
    }
  }

  private void start(JsonNode event) {
    if (!(event.path("content_block") instanceof ObjectNode json)) {
      throw new FailedException(Failure.invalid("A block without content", null));
    }
    var block = new BlockBuilder(json);
    currentIndex = event.path("index").asInt(-1);
    current = block;
    blocks.put(currentIndex, block);
    if (block.isToolUse()) {
      listener.event(new ModelEvent.ToolUseStarted(block.id(), block.name()));
    } else if (block.isText() && !json.path("text").asText().isEmpty()) {
      listener.event(new ModelEvent.TextDelta(json.path("text").asText()));
    }
  }

  private BlockBuilder block(int index) {
    BlockBuilder block = index == currentIndex ? current : blocks.get(index);
    if (block == null) {
      throw new FailedException(Failure.invalid("There is no block " + index, null));
    }
    return block;
  }

  private static JsonNode tree(byte[] bytes, int offset, int length) {
    try {
      return Json.parse(Arrays.copyOfRange(bytes, offset, offset + length));
    } catch (MalformedJsonException e) {
      throw new FailedException(Failure.invalid("An event is not JSON", e));
    }
  }
}
