package io.imbi.assistant.model.demo;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.Adapter;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.ModelRequest.ToolUseMode;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.Usage;
import io.imbi.assistant.model.WhenChosen;
import io.imbi.assistant.tool.ToolDefinition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The demo model: chooses tools by the words of the question and shows their results. */
@Singleton
@WhenChosen(Adapter.DEMO)
final class DemoModel implements ChatModel {

  /** The first line of every answer. */
  static final String LABEL =
      "[demo model] This is not an AI model: it matches your words to tools and shows what they"
          + " return.";

  private static final String NAME = "demo";
  private static final Duration WORD = Duration.ofMillis(20);

  /** A long report is shown in larger pieces, so that nobody waits for it. */
  private static final int MAX_PIECES = 150;

  /** Between a word with the space behind it and the next one. */
  private static final Pattern WORDS = Pattern.compile("(?<=\\s)(?=\\S)");

  private static final Pattern SPACE = Pattern.compile("\\s+");

  private static final int INPUT_PIECE_CHARS = 16;
  private static final int TITLE_WORDS = 6;

  private final Cache<List<ToolDefinition>, Offer> offers =
      Caffeine.newBuilder().maximumSize(16).build();

  private final Scheduler scheduler;
  private final Supplier<String> ids;

  @Inject
  DemoModel() {
    this(Schedulers.parallel(), () -> "call_" + UUID.randomUUID());
  }

  DemoModel(Scheduler scheduler, Supplier<String> ids) {
    this.scheduler = scheduler;
    this.ids = ids;
  }

  /** What a request offers: the tools to choose from, and how the actions among them are called. */
  private record Offer(Actions actions, Toolbox toolbox) {

    static Offer of(List<ToolDefinition> tools) {
      var actions = new Actions(tools);
      return new Offer(actions, new Toolbox(actions.tools()));
    }
  }

  @Override
  public String provider() {
    return NAME;
  }

  @Override
  public String defaultModel() {
    return NAME;
  }

  /** It searches all tools itself, deferred ones too. */
  @Override
  public ToolSearch toolSearch() {
    return ToolSearch.BUILT_IN;
  }

  @Override
  public Flux<ModelEvent> stream(ModelRequest request) {
    return Flux.defer(() -> Flux.fromIterable(answer(request)))
        .subscribeOn(scheduler)
        .concatMap(
            event ->
                switch (event) {
                  case ModelEvent.TextDelta _, ModelEvent.ToolInputDelta _ ->
                      Mono.just(event).delayElement(WORD, scheduler);
                  case ModelEvent.ToolUseStarted _,
                      ModelEvent.BlockStopped _,
                      ModelEvent.Completed _ ->
                      Mono.just(event);
                });
  }

  @Override
  public Mono<String> complete(ModelRequest request) {
    return Mono.fromSupplier(() -> title(request.messages()));
  }

  private List<ModelEvent> answer(ModelRequest request) {
    Offer offer =
        offers.get(request.tools().stream().map(OfferedTool::definition).toList(), Offer::of);
    boolean mayCall = request.toolUse() == ToolUseMode.ALLOWED;
    Dialogue dialogue = offer.actions().seen(Dialogue.of(request.messages()));
    return switch (Planner.next(offer.toolbox(), dialogue, mayCall)) {
      case Step.Say(String markdown) -> said(LABEL + "\n\n" + markdown);
      case Step.Calls(List<Step.Use> uses) ->
          called(uses.stream().map(offer.actions()::real).toList());
    };
  }

  private static List<ModelEvent> said(String text) {
    List<ModelEvent> events = new ArrayList<>();
    List<String> words = WORDS.splitAsStream(text).toList();
    int perPiece = Math.ceilDiv(words.size(), MAX_PIECES);
    for (int i = 0; i < words.size(); i += perPiece) {
      List<String> piece = words.subList(i, Math.min(i + perPiece, words.size()));
      events.add(new ModelEvent.TextDelta(String.join("", piece)));
    }
    events.add(ModelEvent.BlockStopped.INSTANCE);
    events.add(completed(List.of(new ContentBlock.Text(text)), StopReason.END_TURN));
    return events;
  }

  private List<ModelEvent> called(List<Step.Use> uses) {
    List<ModelEvent> events = new ArrayList<>();
    List<ContentBlock> blocks = new ArrayList<>();
    for (Step.Use use : uses) {
      String id = ids.get();
      blocks.add(new ContentBlock.ToolUse(id, use.tool(), use.arguments()));
      events.add(new ModelEvent.ToolUseStarted(id, use.tool()));
      String input = Json.write(use.arguments());
      for (int i = 0; i < input.length(); i += INPUT_PIECE_CHARS) {
        events.add(
            new ModelEvent.ToolInputDelta(
                input.substring(i, Math.min(i + INPUT_PIECE_CHARS, input.length()))));
      }
      events.add(ModelEvent.BlockStopped.INSTANCE);
    }
    events.add(completed(blocks, StopReason.TOOL_USE));
    return events;
  }

  private static ModelEvent.Completed completed(List<ContentBlock> blocks, StopReason reason) {
    return new ModelEvent.Completed(blocks, reason, Usage.ZERO, null);
  }

  /** The first words of what the user said; an excerpt of an exchange says so before them. */
  private static String title(List<ModelMessage> messages) {
    String said = Dialogue.of(messages).said().lines().findFirst().orElse("");
    return SPACE
        .splitAsStream(said.replaceFirst("^User:", "").strip())
        .limit(TITLE_WORDS)
        .collect(Collectors.joining(" "));
  }
}
