package io.imbi.assistant;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Without a command it serves. */
@Command(
    name = "imbi-assistant",
    description = {
      "The AI assistant of the Imbi service-management platform.",
      "Without a command it serves."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ServeCommand.class,
      TokenCommand.class,
      ExportCommand.class,
      ImportCommand.class
    })
public final class Application implements Callable<Integer> {

  public static void main(String[] args) {
    int status = new CommandLine(new Application()).execute(args);
    if (status != Launch.KEEP_RUNNING) {
      System.exit(status);
    }
  }

  @Override
  public Integer call() {
    return new CommandLine(new ServeCommand()).execute();
  }
}
