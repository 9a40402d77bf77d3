package io.imbi.assistant.model.demo;

import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelMessage.Author;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.ModelRequest.ToolUseMode;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.tool.ToolDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Somebody who talks to the demo model; calls are run and their results handed back. */
final class Conversation {

  private static final int MAX_ROUNDS = 10;

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final AtomicInteger ids = new AtomicInteger();
  private final DemoModel model = new DemoModel(time, () -> "call_" + ids.incrementAndGet());
  private final List<OfferedTool> tools;
  private final Function<ContentBlock.ToolUse, ContentBlock.ToolResult> runner;
  private final List<ModelMessage> messages = new ArrayList<>();

  Conversation(
      List<ToolDefinition> tools, Function<ContentBlock.ToolUse, ContentBlock.ToolResult> runner) {
    this.tools = offered(tools);
    this.runner = runner;
  }

  /**
   * What came of a question.
   *
   * @param uses the calls of each round
   */
  record Reply(String text, List<List<ContentBlock.ToolUse>> uses) {

    List<String> tools() {
      return uses.stream().flatMap(List::stream).map(ContentBlock.ToolUse::name).toList();
    }

    ContentBlock.ToolUse use(String tool) {
      return uses.stream()
          .flatMap(List::stream)
          .filter(use -> use.name().equals(tool))
          .findFirst()
          .orElseThrow(() -> new AssertionError("No call of " + tool + ": " + this));
    }
  }

  static List<OfferedTool> offered(List<ToolDefinition> tools) {
    return tools.stream().map(tool -> new OfferedTool(tool, true)).toList();
  }

  ModelEvent.Completed answer(ToolUseMode mode, String question) {
    messages.add(new ModelMessage(Author.USER, List.of(new ContentBlock.Text(question))));
    return answer(mode);
  }

  Reply ask(String question) {
    messages.add(new ModelMessage(Author.USER, List.of(new ContentBlock.Text(question))));
    List<List<ContentBlock.ToolUse>> rounds = new ArrayList<>();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      ModelEvent.Completed completed = answer(ToolUseMode.ALLOWED);
      messages.add(new ModelMessage(Author.ASSISTANT, completed.content()));
      List<ContentBlock.ToolUse> uses =
          completed.content().stream()
              .filter(ContentBlock.ToolUse.class::isInstance)
              .map(ContentBlock.ToolUse.class::cast)
              .toList();
      if (uses.isEmpty()) {
        return new Reply(((ContentBlock.Text) completed.content().getFirst()).text(), rounds);
      }
      rounds.add(uses);
      messages.add(
          new ModelMessage(
              Author.USER, uses.stream().map(runner).map(ContentBlock.class::cast).toList()));
    }
    throw new AssertionError("It goes round and round: " + rounds);
  }

  private ModelEvent.Completed answer(ToolUseMode mode) {
    List<ModelEvent> events = new ArrayList<>();
    List<Throwable> errors = new ArrayList<>();
    model.stream(
            new ModelRequest(
                "demo", 1000, "", tools, mode, messages, Instant.now().plusSeconds(60)))
        .subscribe(events::add, errors::add);
    time.advanceTimeBy(Duration.ofMinutes(1));
    if (!errors.isEmpty()) {
      throw new AssertionError(errors.getFirst());
    }
    return (ModelEvent.Completed) events.getLast();
  }
}
