package io.imbi.assistant;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Works the task queue off, without an HTTP service. */
@Command(
    name = "worker",
    description = "Work the task queue off, without an HTTP service.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class WorkerCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--concurrency",
      paramLabel = "NUMBER",
      description = "Tasks to run at once (default: 16).")
  private @Nullable Integer concurrency;

  @Override
  public Integer call() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("imbi.queue.worker", true);
    if (concurrency != null) {
      settings.put("imbi.queue.concurrency", concurrency);
    }
    return new Launch(settings, spec.commandLine().getErr()).working();
  }
}
