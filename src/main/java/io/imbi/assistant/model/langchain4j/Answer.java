package io.imbi.assistant.model.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelException.Kind;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what LangChain4j reports into our events, as it comes. Used by one thread; what LangChain4j
 * makes of the whole answer is used for what only it knows: why it ended and what it cost.
 */
final class Answer implements StreamingChatResponseHandler {

  private final Consumer<ModelEvent> events;
  private final Supplier<String> ids;
  private final List<ContentBlock> blocks = new ArrayList<>();

  private @Nullable Open open;
  private boolean begun;
  private boolean callCutOff;
  private @Nullable ChatResponse response;
  private @Nullable Failure failure;

  /**
   * @param ids gives ids to calls that the provider gave none
   */
  Answer(Consumer<ModelEvent> events, Supplier<String> ids) {
    this.events = events;
    this.ids = ids;
  }

  /** The block that is being written. */
  private sealed interface Open {
    StringBuilder written();

    record Text(StringBuilder written) implements Open {}

    /**
     * @param index the call's place among the answer's calls
     * @param given the provider's id of it, if it gave one
     */
    record Call(int index, @Nullable String given, String id, String name, StringBuilder written)
        implements Open {

      /** Some providers give all calls of an answer the same place. */
      boolean is(int otherIndex, @Nullable String otherId) {
        return index == otherIndex
            && (given == null || otherId == null || otherId.isBlank() || given.equals(otherId));
      }
    }
  }

  /** Whether anything has been passed on. */
  boolean begun() {
    return begun;
  }

  @Nullable Failure failure() {
    return failure;
  }

  @Override
  public void onPartialResponse(String text) {
    if (!(open instanceof Open.Text)) {
      close();
      open = new Open.Text(new StringBuilder());
    }
    write(text, new ModelEvent.TextDelta(text));
  }

  @Override
  public void onPartialToolCall(PartialToolCall call) {
    open(call.index(), call.id(), call.name());
    write(call.partialArguments(), new ModelEvent.ToolInputDelta(call.partialArguments()));
  }

  @Override
  public void onCompleteToolCall(CompleteToolCall call) {
    ToolExecutionRequest request = call.toolExecutionRequest();
    open(call.index(), request.id(), request.name());
    if (open != null && open.written().isEmpty() && request.arguments() != null) {
      write(request.arguments(), new ModelEvent.ToolInputDelta(request.arguments()));
    }
    close();
  }

  @Override
  public void onUnmappedRawEvent(Object raw) {
    if (raw instanceof ServerSentEvent event && event.data().contains("\"error\"")) {
      JsonNode error;
      try {
        error = Json.parse(event.data()).path("error");
      } catch (MalformedJsonException e) {
        return;
      }
      if (!error.isMissingNode() && !error.isNull()) {
        fail(Failure.ofEvent(Json.write(error)));
      }
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse complete) {
    response = complete;
  }

  @Override
  public void onError(Throwable error) {
    fail(Failure.ofEvent(error.toString()));
  }

  private void fail(Failure reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  /**
   * The last event, when everything has been read; none if the answer did not come whole.
   *
   * @param sentDone whether the provider said that this is all
   */
  ModelEvent.@Nullable Completed completed(boolean sentDone) {
    if (response == null) {
      fail(Failure.of(Kind.CUT, "The answer stopped before its end"));
      return null;
    }
    ChatResponseMetadata metadata = response.metadata();
    @Nullable FinishReason reason = metadata.finishReason();
    if (reason == null && !sentDone) {
      fail(Failure.of(Kind.CUT, "The answer stopped before its end"));
      return null;
    }
    close();
    if (callCutOff && reason != FinishReason.LENGTH) {
      fail(Failure.of(Kind.INVALID_ANSWER, "The arguments of a call are not JSON"));
      return null;
    }
    return new ModelEvent.Completed(
        blocks, stopReason(reason), usage(metadata.tokenUsage()), metadata.id());
  }

  private void open(int index, @Nullable String id, String name) {
    if (open instanceof Open.Call call && call.is(index, id)) {
      return;
    }
    close();
    String given = id == null || id.isBlank() ? null : id;
    var call =
        new Open.Call(index, given, given == null ? ids.get() : given, name, new StringBuilder());
    open = call;
    emit(new ModelEvent.ToolUseStarted(call.id(), call.name()));
  }

  private void write(String text, ModelEvent event) {
    if (open != null) {
      open.written().append(text);
    }
    emit(event);
  }

  private void close() {
    switch (open) {
      case null -> {
        return;
      }
      case Open.Text(StringBuilder text) -> blocks.add(new ContentBlock.Text(text.toString()));
      case Open.Call(_, _, String id, String name, StringBuilder arguments) -> {
        String json = arguments.isEmpty() ? "{}" : arguments.toString();
        try {
          blocks.add(new ContentBlock.ToolUse(id, name, Json.parse(json)));
        } catch (MalformedJsonException e) {
          callCutOff = true;
        }
      }
    }
    open = null;
    emit(ModelEvent.BlockStopped.INSTANCE);
  }

  private void emit(ModelEvent event) {
    begun = true;
    events.accept(event);
  }

  private StopReason stopReason(@Nullable FinishReason reason) {
    boolean calls = blocks.stream().anyMatch(ContentBlock.ToolUse.class::isInstance);
    return switch (reason) {
      case LENGTH -> StopReason.MAX_TOKENS;
      case CONTENT_FILTER -> StopReason.REFUSAL;
      // Some providers say stop where they mean that they want their calls run.
      case STOP, TOOL_EXECUTION -> calls ? StopReason.TOOL_USE : StopReason.END_TURN;
      case OTHER -> calls ? StopReason.TOOL_USE : StopReason.OTHER;
      case null -> calls ? StopReason.TOOL_USE : StopReason.OTHER;
    };
  }

  private static Usage usage(@Nullable TokenUsage usage) {
    if (usage == null) {
      return Usage.ZERO;
    }
    long input = orZero(usage.inputTokenCount());
    long cached =
        usage instanceof OpenAiTokenUsage openAi && openAi.inputTokensDetails() != null
            ? Math.min(input, orZero(openAi.inputTokensDetails().cachedTokens()))
            : 0;
    return new Usage(input - cached, orZero(usage.outputTokenCount()), cached, 0);
  }

  private static long orZero(@Nullable Integer count) {
    return count == null ? 0 : count;
  }
}
