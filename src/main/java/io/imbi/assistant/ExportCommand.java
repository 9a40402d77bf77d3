package io.imbi.assistant;

import io.imbi.assistant.conversation.ConversationArchive;
import io.imbi.assistant.conversation.ConversationLines;
import io.imbi.assistant.desk.DeskArchive;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes all conversations of the store, one a line. */
@Command(
    name = "export",
    description = "Write all conversations of the store as JSON Lines.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write; the standard output if it is left out.")
  private @Nullable Path output;

  @Option(
      names = "--desk",
      description = "Those of the desk, which go through the task queue, in place of the others.")
  private boolean desk;

  private final ArchiveAccess access;

  ExportCommand() {
    this(new ArchiveAccess());
  }

  ExportCommand(ArchiveAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      long count =
          desk
              ? access.with(DeskArchive.class, archive -> export(out -> write(archive, out)))
              : access.with(archive -> export(out -> write(archive, out)));
      err.printf("%d conversations exported%n", count);
      return ExitCode.OK;
    } catch (ArchiveAccess.FailedException e) {
      err.println(e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  /** Writes an archive; how many conversations that were. */
  @FunctionalInterface
  private interface Writing {
    long to(Writer out) throws IOException;
  }

  private long export(Writing archive) throws IOException {
    Path target = output;
    if (target == null) {
      PrintWriter out = spec.commandLine().getOut();
      long count = archive.to(out);
      if (out.checkError()) {
        throw new IOException("the standard output was closed");
      }
      return count;
    }
    return exportTo(target, archive);
  }

  /** A file of that name is whole, or is the one that was there before. */
  private static long exportTo(Path target, Writing archive) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    // Only its owner can read a temporary file: it holds what people said in confidence.
    Path unfinished = Files.createTempFile(folder, target.getFileName() + ".", ".part");
    try {
      long count;
      try (BufferedWriter writer = Files.newBufferedWriter(unfinished)) {
        count = archive.to(writer);
      }
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
      return count;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private long write(ConversationArchive archive, Writer out) throws IOException {
    var progress = new Progress(spec.commandLine().getErr(), "exported");
    out.write(ConversationLines.header() + "\n");
    try {
      archive.forEach(
          history -> {
            writeLine(out, ConversationLines.write(history));
            progress.step();
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.flush();
    return progress.count();
  }

  private long write(DeskArchive archive, Writer out) throws IOException {
    var progress = new Progress(spec.commandLine().getErr(), "exported");
    writeLine(out, archive.header());
    try {
      archive.forEach(
          line -> {
            writeLine(out, line);
            progress.step();
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.flush();
    return progress.count();
  }

  private static void writeLine(Writer out, String line) {
    try {
      out.write(line);
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
