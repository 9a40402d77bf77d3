package io.imbi.assistant;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. Without a command it serves, and works the queue off beside it. */
@Command(
    name = "imbi-assistant",
    description = {
      "The AI assistant of the Imbi service-management platform.",
      "Without a command it serves, and works the task queue off."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ServeCommand.class,
      WorkerCommand.class,
      UpCommand.class,
      JimsCommand.class,
      TokenCommand.class,
      ExportCommand.class,
      ImportCommand.class
    })
public final class Application implements Callable<Integer> {

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    int status = new CommandLine(new Application()).execute(args);
    if (status != Launch.KEEP_RUNNING) {
      System.exit(status);
    }
  }

  @Override
  public Integer call() {
    return new Launch(Map.of("imbi.queue.worker", true), spec.commandLine().getErr()).serving();
  }
}
