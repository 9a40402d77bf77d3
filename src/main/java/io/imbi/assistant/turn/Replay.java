package io.imbi.assistant.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.RawContent;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelMessage.Author;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replays a stored history as messages that a model accepts, whatever state it was left in: every
 * call is followed by its result and every result preceded by its call, ids are unique, roles
 * alternate, nothing is blank. What is stored is not changed.
 *
 * <p>The same history always gives equal messages, and a longer history gives the shorter one's
 * messages and more: the model's cache depends on it.
 */
final class Replay {

  /** What the model is told of a call whose result was never stored. */
  static final String NO_RESULT = "The call was interrupted; whether it took effect is unknown.";

  private static final String LOST_BEGINNING = "(The beginning of the conversation is missing.)";

  private final @Nullable String provider;
  private final List<ModelMessage> messages = new ArrayList<>();
  private final Set<String> usedIds = new HashSet<>();
  private final Set<String> replayedIds = new HashSet<>();

  /** Calls of the last assistant message, in order, with the id under which each is replayed. */
  private final Map<String, String> open = new LinkedHashMap<>();

  private Replay(@Nullable String provider) {
    this.provider = provider;
  }

  /**
   * @param provider whose raw blocks may be sent back as they are
   */
  static List<ModelMessage> of(List<NewMessage> history, String provider) {
    var replay = new Replay(provider);
    for (NewMessage message : history) {
      switch (message.role()) {
        case USER -> replay.user(message);
        case ASSISTANT -> replay.assistant(message);
      }
    }
    replay.add(Author.USER, replay.closeOpenCalls(List.of()));
    return List.copyOf(replay.messages);
  }

  private void user(NewMessage message) {
    List<ContentBlock> blocks = closeOpenCalls(message.toolResults());
    ToldAsides.of(message.raw()).forEach(aside -> blocks.add(new ContentBlock.Text(aside.text())));
    if (!message.content().isBlank()) {
      blocks.add(new ContentBlock.Text(message.content()));
    }
    add(Author.USER, blocks);
  }

  private void assistant(NewMessage message) {
    Map<String, String> calls = new LinkedHashMap<>();
    List<ContentBlock> blocks = new ArrayList<>();
    for (ContentBlock block : blocksOf(message)) {
      switch (block) {
        case ContentBlock.Text(String text) -> {
          if (!text.isBlank()) {
            blocks.add(block);
          }
        }
        case ContentBlock.ToolUse use -> {
          if (usedIds.add(use.id())) {
            String id = replayedId(use.id());
            calls.put(use.id(), id);
            blocks.add(new ContentBlock.ToolUse(id, validName(use.name()), objectOf(use.input())));
          }
        }
        case ContentBlock.Opaque _ -> blocks.add(block);
        case ContentBlock.ToolResult _ -> {}
      }
    }
    if (blocks.isEmpty()) {
      return;
    }
    add(Author.USER, closeOpenCalls(List.of()));
    if (messages.isEmpty()) {
      add(Author.USER, List.of(new ContentBlock.Text(LOST_BEGINNING)));
    }
    add(Author.ASSISTANT, blocks);
    open.putAll(calls);
  }

  private List<ContentBlock> blocksOf(NewMessage message) {
    RawContent raw = message.raw();
    if (raw != null && raw.provider().equals(provider)) {
      return RawBlocks.read(raw.blocks());
    }
    List<ContentBlock> blocks = new ArrayList<>();
    blocks.add(new ContentBlock.Text(message.content()));
    message
        .toolUse()
        .forEach(use -> blocks.add(new ContentBlock.ToolUse(use.id(), use.name(), use.input())));
    return blocks;
  }

  /** The results of all open calls, in the order of the calls, an error for each one missing. */
  private List<ContentBlock> closeOpenCalls(List<ToolResult> results) {
    Map<String, ToolResult> byCall = new HashMap<>();
    results.forEach(result -> byCall.putIfAbsent(result.toolUseId(), result));
    List<ContentBlock> blocks = new ArrayList<>();
    open.forEach(
        (call, id) -> {
          ToolResult result = byCall.get(call);
          blocks.add(
              result == null
                  ? new ContentBlock.ToolResult(id, Json.text(NO_RESULT), true)
                  : new ContentBlock.ToolResult(id, result.content(), result.error()));
        });
    open.clear();
    return blocks;
  }

  private void add(Author author, List<ContentBlock> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    if (!messages.isEmpty() && messages.getLast().author() == author) {
      List<ContentBlock> merged = new ArrayList<>(messages.removeLast().content());
      merged.addAll(blocks);
      messages.add(new ModelMessage(author, merged));
    } else {
      messages.add(new ModelMessage(author, blocks));
    }
  }

  /** The id, mended if no model takes it, and then unlike all others. */
  private String replayedId(String id) {
    String valid = id.isEmpty() ? "call" : id.replaceAll("[^a-zA-Z0-9_-]", "_");
    String replayed = valid;
    for (int i = 2; !replayedIds.add(replayed); i++) {
      replayed = valid + "_" + i;
    }
    return replayed;
  }

  private static String validName(String name) {
    String valid = name.replaceAll("[^a-zA-Z0-9_-]", "_");
    return valid.isEmpty() ? "unnamed" : valid.substring(0, Math.min(valid.length(), 128));
  }

  private static JsonNode objectOf(JsonNode input) {
    return input.isObject() ? input : Json.object();
  }
}
