package io.imbi.assistant.tool;

import io.imbi.assistant.json.Json;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Gives each call a virtual thread of its own, which is interrupted when nobody waits for it. */
@Singleton
final class VirtualThreadDispatcher implements ToolDispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(VirtualThreadDispatcher.class);

  private final ToolSettings settings;
  private final ResultLimit limit;
  private final List<ToolCallListener> listeners;
  private final ArgumentCheck check = new ArgumentCheck();

  VirtualThreadDispatcher(ToolSettings settings, List<ToolCallListener> listeners) {
    this.settings = settings;
    this.limit = new ResultLimit(settings.maxToolResultChars());
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public Mono<ToolOutcome> dispatch(ToolCatalogue catalogue, ToolCall call) {
    return Mono.defer(
        () -> {
          Optional<Tool> tool = catalogue.find(call.tool());
          var ending = new Ending(call, tool);
          Duration timeout = timeoutOf(tool);
          return Mono.<Ended>create(sink -> start(catalogue, tool, call, sink))
              .timeout(timeout, Mono.fromSupplier(() -> timedOut(call, tool, timeout)))
              .doOnNext(ending::report)
              .doOnCancel(ending::reportCancelled)
              .map(Ended::outcome);
        });
  }

  @Override
  public void notRun(ToolCatalogue catalogue, ToolCall call, Verdict why) {
    new Ending(call, catalogue.find(call.tool())).report(why, 0);
  }

  private void start(
      ToolCatalogue catalogue, Optional<Tool> tool, ToolCall call, MonoSink<Ended> sink) {
    var abandoned = new AtomicBoolean();
    Thread thread =
        Thread.ofVirtual()
            .name("tool-" + call.id())
            .unstarted(
                () ->
                    sink.success(
                        tool.isPresent()
                            ? run(tool.get(), call, abandoned)
                            : unknown(catalogue, call)));
    sink.onCancel(
        () -> {
          abandoned.set(true);
          thread.interrupt();
        });
    thread.start();
  }

  /** Ends in an outcome whatever the tool does: nobody else could end the wait before its time. */
  private Ended run(Tool tool, ToolCall call, AtomicBoolean abandoned) {
    if (!call.caller().permissions().allow(tool.requiredPermissions())) {
      return notPermitted(tool);
    }
    try {
      List<String> problems = check.problems(tool.definition(), call.arguments());
      return problems.isEmpty() ? ended(tool.call(call)) : invalid(tool, problems);
    } catch (InterruptedException e) {
      return failed(Verdict.CANCELLED, "The call was stopped." + caution(tool));
    } catch (Throwable e) {
      if (!abandoned.get()) {
        LOG.error("The {} tool {} is defective", tool.origin(), tool.name(), e);
      }
      return failed(
          Verdict.DEFECT, "The tool failed because of an internal error." + caution(tool));
    }
  }

  private Ended ended(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success success -> {
        ResultLimit.Limited limited = limit.apply(success.content());
        yield new Ended(
            Verdict.SUCCEEDED, new ToolOutcome.Success(limited.content()), limited.fullChars());
      }
      case ToolOutcome.Failure failure -> {
        ResultLimit.Limited limited = limit.apply(failure.content());
        yield new Ended(
            Verdict.FAILED, new ToolOutcome.Failure(limited.content()), limited.fullChars());
      }
      case ToolOutcome.ClientAction action -> new Ended(Verdict.CLIENT_ACTION, action, 0);
    };
  }

  private static Ended unknown(ToolCatalogue catalogue, ToolCall call) {
    List<String> offered =
        catalogue.offeredTo(call.caller().permissions()).stream().map(Tool::name).toList();
    List<String> close = CloseNames.to(call.tool(), offered);
    return failed(
        Verdict.UNKNOWN_TOOL,
        "There is no tool of this name."
            + (close.isEmpty() ? "" : " Did you mean: " + String.join(", ", close) + "?"));
  }

  private static Ended notPermitted(Tool tool) {
    return failed(
        Verdict.NOT_PERMITTED,
        "The user may not use this tool. It needs: "
            + String.join(", ", tool.requiredPermissions().stream().sorted().toList()));
  }

  private static Ended invalid(Tool tool, List<String> problems) {
    return failed(
        Verdict.INVALID_ARGUMENTS,
        "The arguments of %s were refused; nothing was called.\n- %s"
            .formatted(tool.name(), String.join("\n- ", problems)));
  }

  private Duration timeoutOf(Optional<Tool> tool) {
    return tool.map(known -> known.timeout(settings.toolTimeout())).orElse(settings.toolTimeout());
  }

  private static Ended timedOut(ToolCall call, Optional<Tool> tool, Duration timeout) {
    return failed(
        Verdict.TIMED_OUT,
        "%s gave no result within %s and was stopped.%s"
            .formatted(
                call.tool(),
                inWords(timeout),
                tool.map(VirtualThreadDispatcher::caution).orElse("")));
  }

  private static String inWords(Duration timeout) {
    return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
  }

  private static String caution(Tool tool) {
    return tool.effect().changesSomething()
        ? " Whether it took effect is unknown: look before you repeat it."
        : "";
  }

  private static Ended failed(Verdict verdict, String text) {
    return new Ended(verdict, ToolOutcome.failure(text), text.length());
  }

  private record Ended(Verdict verdict, ToolOutcome outcome, long resultChars) {}

  /** Reports the end of one call, once, whichever way of ending comes first. */
  private final class Ending {

    private final ToolCall call;
    private final Optional<Tool> tool;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean reported = new AtomicBoolean();

    Ending(ToolCall call, Optional<Tool> tool) {
      this.call = call;
      this.tool = tool;
    }

    void reportCancelled() {
      report(Verdict.CANCELLED, 0);
    }

    void report(Ended ended) {
      report(ended.verdict(), ended.resultChars());
    }

    private void report(Verdict verdict, long resultChars) {
      if (!reported.compareAndSet(false, true)) {
        return;
      }
      var record =
          new ToolCallRecord(
              call.caller().principal().name(),
              call.context(),
              call.id(),
              call.tool(),
              tool.map(Tool::origin).orElse(null),
              verdict,
              Duration.ofNanos(System.nanoTime() - startedNanos),
              Json.write(call.arguments()).length(),
              resultChars,
              settings.auditArguments() ? Redaction.of(call.arguments()) : null);
      for (ToolCallListener listener : listeners) {
        try {
          listener.ended(record);
        } catch (RuntimeException e) {
          LOG.error("A listener of tool calls is defective", e);
        }
      }
    }
  }
}
