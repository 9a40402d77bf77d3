import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats the project's Java sources, or with {@code check} only says which are not formatted. Run
 * by the build on the project's own JDK, because the formatter reads only the language of the JDK
 * that it runs on.
 */
final class Format {

  public static void main(String[] args) throws IOException, FormatterException {
    boolean check = args[0].equals("check");
    var formatter = new Formatter();
    List<Path> unformatted = new ArrayList<>();
    Path stamp = Path.of("target/build/formatted");
    FileTime lastRun = FileTime.fromMillis(0);
    if (Files.exists(stamp)) {
      lastRun = Files.getLastModifiedTime(stamp);
    }
    for (String root : List.of("src", "build", "bench")) {
      if (!Files.isDirectory(Path.of(root))) {
        continue;
      }
      List<Path> sources;
      try (var files = Files.walk(Path.of(root))) {
        sources = files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
      }
      for (Path source : sources) {
        if (!check && Files.getLastModifiedTime(source).compareTo(lastRun) < 0) {
          continue;
        }
        String before = Files.readString(source);
        String after;
        try {
          after = formatter.formatSourceAndFixImports(before);
        } catch (FormatterException e) {
          System.err.println(source + ": " + e.getMessage());
          throw e;
        }
        if (!after.equals(before)) {
          unformatted.add(source);
          if (!check) {
            Files.writeString(source, after);
          }
        }
      }
    }
    if (!check) {
      // What is older than this need not be looked at again.
      Files.writeString(stamp, "");
    }
    unformatted.forEach(
        source -> System.out.println((check ? "not formatted: " : "formatted: ") + source));
    if (check && !unformatted.isEmpty()) {
      System.err.println("Run: ./mvnw -q validate exec:exec@format");
      System.exit(1);
    }
  }
}
