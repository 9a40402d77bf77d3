package io.imbi.assistant.thread;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.turn.Transcript;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A turn's transcript in a thread: it begins with the thread's history and keeps what the turn adds
 * for the run's report. The thread itself stores events, not messages.
 */
final class RunTranscript implements Transcript {

  private final List<NewMessage> messages = new ArrayList<>();
  private final int before;

  RunTranscript(ThreadContext context) {
    for (ThreadContext.Said said : context.history()) {
      messages.add(message(said));
    }
    // An event of another family is no history for later runs, but this one is to answer it.
    context
        .inbound()
        .filter(event -> !EventTypes.isHistory(event.type()))
        .flatMap(event -> ThreadContext.Said.of(event.data()))
        .ifPresent(said -> messages.add(message(said)));
    this.before = messages.size();
  }

  private static NewMessage message(ThreadContext.Said said) {
    return said.byUser()
        ? NewMessage.fromUser(UUID.randomUUID(), said.text())
        : new NewMessage(
            UUID.randomUUID(), Role.ASSISTANT, said.text(), List.of(), List.of(), null, null);
  }

  @Override
  public synchronized List<NewMessage> history() {
    return List.copyOf(messages);
  }

  @Override
  public synchronized void store(List<NewMessage> added) {
    messages.addAll(added);
  }

  private synchronized List<NewMessage> added() {
    return List.copyOf(messages.subList(before, messages.size()));
  }

  /** The text of the last message that the turn added. */
  String answer() {
    return added().isEmpty() ? "" : added().getLast().content();
  }

  /** What the model did and cost, in the shape of {@code technical_info}. */
  ObjectNode technicalInfo(String model) {
    ObjectNode info = Json.object();
    info.putArray("vts_queries");
    info.putArray("cypher_queries");
    info.put("num_vts_queries", 0).put("num_cypher_queries", 0).put("model_used", model);
    long requests = 0;
    long prompt = 0;
    long completion = 0;
    ArrayNode calls = Json.array();
    Set<String> failed = new HashSet<>();
    for (NewMessage message : added()) {
      for (ToolResult result : message.toolResults()) {
        if (result.error()) {
          failed.add(result.toolUseId());
        }
      }
    }
    for (NewMessage message : added()) {
      TokenUsage usage = message.usage();
      if (usage != null) {
        requests++;
        prompt += usage.inputTokens();
        completion += usage.outputTokens();
      }
      for (ToolUse use : message.toolUse()) {
        ObjectNode call = calls.addObject().put("name", use.name());
        call.set("input", use.input());
        call.put("is_error", failed.contains(use.id()));
      }
    }
    info.putObject("model_stats")
        .putObject(model)
        .put("requests_count", requests)
        .put("prompt_tokens", prompt)
        .put("completion_tokens", completion)
        .put("total_tokens", prompt + completion);
    info.set("tool_calls", calls);
    return info;
  }
}
