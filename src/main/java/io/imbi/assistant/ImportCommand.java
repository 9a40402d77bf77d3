package io.imbi.assistant;

import io.imbi.assistant.conversation.ConversationArchive;
import io.imbi.assistant.conversation.ConversationArchive.Outcome;
import io.imbi.assistant.conversation.ConversationLines;
import io.imbi.assistant.conversation.ConversationLines.MalformedLineException;
import io.imbi.assistant.conversation.History;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds exported conversations to the store. It can be run again: what is there is left alone. */
@Command(
    name = "import",
    description = "Add conversations that were exported to the store. Safe to run again.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ImportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "What to read; the standard input if it is left out.")
  private @Nullable Path input;

  private final ArchiveAccess access;
  private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
  private int unreadable;

  ImportCommand() {
    this(new ArchiveAccess());
  }

  ImportCommand(ArchiveAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      access.with(this::readAll);
    } catch (ArchiveAccess.FailedException e) {
      err.println(e.getMessage());
      return ExitCode.SOFTWARE;
    } finally {
      err.printf(
          "%d conversations added, %d completed, %d there already, %d different, %d unreadable%n",
          count(Outcome.ADDED),
          count(Outcome.COMPLETED),
          count(Outcome.PRESENT),
          count(Outcome.DIFFERENT),
          unreadable);
    }
    return count(Outcome.DIFFERENT) + unreadable == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private long readAll(ConversationArchive archive) throws IOException {
    try (BufferedReader reader = open()) {
      String header = reader.readLine();
      ConversationLines.checkHeader(header == null ? "" : header);
      var progress = new Progress(spec.commandLine().getErr(), "read");
      long number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          put(archive, line, number);
          progress.step();
        }
      }
      return number;
    } catch (MalformedLineException e) {
      throw new IOException("Line 1: " + e.getMessage(), e);
    }
  }

  private void put(ConversationArchive archive, String line, long number) {
    History history;
    try {
      history = ConversationLines.read(line).renumbered();
    } catch (MalformedLineException e) {
      unreadable++;
      spec.commandLine().getErr().printf("Line %d: %s%n", number, e.getMessage());
      return;
    }
    Outcome outcome = archive.put(history);
    outcomes.merge(outcome, 1, Integer::sum);
    if (outcome == Outcome.DIFFERENT) {
      spec.commandLine()
          .getErr()
          .printf(
              "Line %d: another conversation %s is there and was left as it is%n",
              number, history.conversation().id());
    }
  }

  private BufferedReader open() throws IOException {
    Path file = input;
    return file == null
        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        : Files.newBufferedReader(file);
  }

  private int count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0);
  }
}
