package io.imbi.assistant;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Without a command it serves. */
@Command(
    name = "imbi-assistant",
    description = "The AI assistant of the Imbi service-management platform.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ServeCommand.class,
      TokenCommand.class,
      ExportCommand.class,
      ImportCommand.class
    })
public final class Application implements Runnable {

  public static void main(String[] args) {
    int status = new CommandLine(new Application()).execute(args);
    if (status != ServeCommand.KEEP_RUNNING) {
      System.exit(status);
    }
  }

  @Override
  public void run() {
    new CommandLine(new ServeCommand()).execute();
  }
}
