package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.graph.TestAge;
import io.imbi.assistant.identity.Directory;
import io.imbi.assistant.identity.Owner;
import io.micronaut.context.ApplicationContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Conversations move from the tables to the graph and back. */
class StoreTransferTest {

  private static final Owner ANN = new Owner("ann@example.com");

  private static TestAge age;
  private TestPostgres database;
  private Map<String, Object> tables;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    age = TestAge.start();
  }

  @AfterAll
  static void stop() {
    age.close();
  }

  @BeforeEach
  void createDatabase() {
    age.clear();
    database = TestPostgres.create();
    tables = database.properties();
  }

  @Test
  void eachKindOfStoreBringsItsOwnParts() {
    try (ApplicationContext context = ApplicationContext.run(tables)) {
      assertThat(packagesOf(context)).containsExactly("relational", "relational", "claims");
    }
    try (ApplicationContext context = ApplicationContext.run(age.settings())) {
      assertThat(packagesOf(context)).containsExactly("graph", "graph", "graph");
    }
  }

  @Test
  void conversationsGoThereAndBackWithoutLoss() throws IOException {
    List<UUID> ids;
    List<History> before;
    try (ApplicationContext context = ApplicationContext.run(tables)) {
      ConversationStore store = context.getBean(ConversationStore.class);
      ids = List.of(talk(store, 3), talk(store, 0));
      before = ids.stream().map(id -> store.load(ANN, id).orElseThrow()).toList();
    }
    Path first = folder.resolve("first.jsonl");
    Path second = folder.resolve("second.jsonl");

    assertThat(export(tables, first)).isZero();
    assertThat(importInto(age.settings(), first)).isZero();
    assertThat(err.toString())
        .contains("2 conversations exported")
        .contains("2 conversations added");
    assertThat(export(age.settings(), second)).isZero();

    assertThat(Files.readString(second)).isEqualTo(Files.readString(first));
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
    try (ApplicationContext context = ApplicationContext.run(age.settings())) {
      ConversationStore store = context.getBean(ConversationStore.class);
      assertThat(ids.stream().map(id -> store.load(ANN, id).orElseThrow()).toList())
          .isEqualTo(before);
    }
  }

  @Test
  void anImportThatWasCutShortIsRunAgain() throws IOException {
    try (ApplicationContext context = ApplicationContext.run(tables)) {
      talk(context.getBean(ConversationStore.class), 2);
      talk(context.getBean(ConversationStore.class), 2);
    }
    Path whole = folder.resolve("whole.jsonl");
    export(tables, whole);
    String text = Files.readString(whole);
    Path cut = folder.resolve("cut.jsonl");
    Files.writeString(cut, text.substring(0, text.length() - 20));

    assertThat(importInto(age.settings(), cut)).isEqualTo(1);
    assertThat(err.toString())
        .contains("Line 3: ")
        .contains("1 conversations added")
        .contains("1 unreadable");
    assertThat(importInto(age.settings(), whole)).isZero();

    assertThat(err.toString()).contains("1 conversations added, 0 completed, 1 there already");
  }

  @Test
  void anImportThatWasKilledIsRunAgainAndNothingIsMissingOrDouble() throws Exception {
    try (ApplicationContext context = ApplicationContext.run(tables)) {
      assertThat(context.getBean(ConversationStore.class)).isNotNull();
    }
    fill(3 * Progress.EVERY);
    Path exported = folder.resolve("many.jsonl");
    assertThat(export(tables, exported)).isZero();
    assertThat(err.toString())
        .contains("1000 conversations exported so far", "3000 conversations exported");
    TestPostgres target = TestPostgres.create();

    var builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName(),
                "import",
                exported.toString())
            .directory(folder.toFile());
    builder.environment().put("POSTGRES_URL", target.url());
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader output = process.errorReader()) {
      assertThat(output.lines()).anyMatch(line -> line.equals("1000 conversations read so far"));
      process.destroyForcibly().waitFor();
    }

    assertThat(importInto(target.properties(), exported)).isZero();
    assertThat(err.toString())
        .containsPattern("\\n\\d+ conversations added, 0 completed, [1-9]\\d{3} ");
    Path again = folder.resolve("again.jsonl");
    export(target.properties(), again);
    assertThat(again).hasSameTextualContentAs(exported);
  }

  @Test
  void whatIsNoExportIsRefused() throws IOException {
    Path file = folder.resolve("other.txt");
    Files.writeString(file, "hello\n");

    assertThat(importInto(age.settings(), file)).isEqualTo(1);
    assertThat(err.toString()).contains("Line 1");

    assertThat(importInto(age.settings(), folder.resolve("missing"))).isEqualTo(1);
    assertThat(err.toString()).contains("missing");
  }

  @Test
  void anExportIsForItsOwnersEyes() throws IOException {
    Path file = folder.resolve("private.jsonl");

    export(tables, file);

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void anExportThatFailsLeavesTheFileThatWasThere() throws IOException {
    Path file = folder.resolve("before.jsonl");
    Files.writeString(file, "before");
    var failing = new ArchiveAccess(Map.of("postgres.url", "postgresql://localhost:1/none"));

    assertThat(run(new ExportCommand(failing), "--output", file.toString())).isEqualTo(1);

    assertThat(Files.readString(file)).isEqualTo("before");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void aSettingThatIsWrongIsNamed() {
    int status =
        run(
            new ExportCommand(
                new ArchiveAccess(Map.of("postgres.url", "postgresql://localhost:1/none"))));

    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("POSTGRES_URL");
    assertThat(out.toString()).isEmpty();
  }

  /** Conversations of two messages, written past the store for speed. */
  private void fill(int conversations) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          WITH added AS (
            INSERT INTO imbi_assistant.conversation
              (id, owner, model, created_at, updated_at, next_sequence)
            SELECT gen_random_uuid(), 'ann@example.com', 'm', now(), now(), 2
            FROM generate_series(1, %d)
            RETURNING id
          )
          INSERT INTO imbi_assistant.message
            (conversation_id, sequence, id, role, content, created_at)
          SELECT id, sequence, gen_random_uuid(), 'user', 'message ' || sequence, now()
          FROM added, generate_series(0, 1) sequence
          """
              .formatted(conversations));
    }
  }

  private int export(Map<String, Object> settings, Path file) {
    return run(new ExportCommand(new ArchiveAccess(settings)), "--output", file.toString());
  }

  private int importInto(Map<String, Object> settings, Path file) {
    return run(new ImportCommand(new ArchiveAccess(settings)), file.toString());
  }

  private int run(Callable<Integer> command, String... arguments) {
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private static UUID talk(ConversationStore store, int messages) {
    Conversation conversation = store.create(ANN, "m");
    for (int i = 0; i < messages; i++) {
      store.append(
          ANN,
          conversation.id(),
          i,
          List.of(NewMessage.fromUser(UUID.randomUUID(), "message " + i)));
    }
    return conversation.id();
  }

  private static List<String> packagesOf(ApplicationContext context) {
    return List.of(
            context.getBean(ConversationStore.class),
            context.getBean(TurnLeases.class),
            context.getBean(Directory.class))
        .stream()
        .map(bean -> bean.getClass().getPackageName().replaceFirst(".*\\.", ""))
        .toList();
  }
}
