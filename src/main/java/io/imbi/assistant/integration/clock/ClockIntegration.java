package io.imbi.assistant.integration.clock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.integration.Action;
import io.imbi.assistant.integration.ActionRun;
import io.imbi.assistant.integration.ExampleIntegration;
import io.imbi.assistant.integration.Integration;
import io.imbi.assistant.integration.Notes;
import io.imbi.assistant.integration.Platform;
import io.imbi.assistant.integration.Settings;
import io.imbi.assistant.integration.Tier;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.queue.NewTask;
import io.imbi.assistant.queue.Priority;
import io.imbi.assistant.queue.Task;
import io.imbi.assistant.queue.TaskOutcome;
import io.imbi.assistant.queue.TaskPolicy;
import io.imbi.assistant.queue.TaskType;
import io.imbi.assistant.queue.TaskTypes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Tells the time: {@code clock.notes.write} writes it down, {@code write_note} another text. */
@Singleton
final class ClockIntegration implements ExampleIntegration, TaskTypes {

  private static final String TYPE = "clock";
  private static final String EXAMPLE = "local";
  private static final String PLATFORM = "notes";
  private static final String ENTRY = TYPE + "." + PLATFORM + ".write";
  private static final int MAX_NOTE_CHARS = 2000;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private final Notes notes;
  private final Clock clock;

  ClockIntegration(Notes notes, Clock clock) {
    this.notes = notes;
    this.clock = clock;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Parts create(String id, Settings settings) {
    Settings platforms = settings.map("platforms");
    Settings platform = platforms.map(PLATFORM);
    boolean enabled = platform.flag("enabled", true);
    platform.nothingElse();
    platforms.nothingElse();
    return parts(id, enabled);
  }

  @Override
  public Integration example() {
    Parts parts = parts(TYPE + "." + EXAMPLE, true);
    return new Integration(TYPE, EXAMPLE, parts.platforms(), parts.actions(), null);
  }

  private Parts parts(String id, boolean enabled) {
    NewTask entry =
        NewTask.of(ENTRY, Json.object().put("integration", id))
            .withPriority(Priority.COLLECTION)
            .onResult(Notes.ROUTER, id);
    return new Parts(
        enabled ? List.of(new Platform(PLATFORM, List.of(entry))) : List.of(),
        List.of(
            new Action(
                "write_note",
                "Writes a note into the daily log. It takes effect only when the user agrees.",
                schema(),
                Action.APPROVE_OR_REJECT,
                Tier.SOFT_REVERSIBLE,
                parameters -> "Write this note: " + parameters.path("text").asText(),
                TaskPolicy.STANDARD,
                this::writeNote)));
  }

  @Override
  public List<TaskType> types() {
    return List.of(new TaskType(ENTRY, TaskPolicy.STANDARD, this::tellTime));
  }

  private TaskOutcome tellTime(Task task) {
    return TaskOutcome.done(Json.object().put("text", "It is " + TIME.format(clock.instant())));
  }

  private TaskOutcome writeNote(ActionRun run) {
    String text = run.parameters().path("text").asText();
    notes.write(run.task(), run.integration(), text);
    return TaskOutcome.done(Json.object().put("text", "The note is written: " + text));
  }

  private static ObjectNode schema() {
    ObjectNode schema = Json.object().put("type", "object");
    schema
        .putObject("properties")
        .putObject("text")
        .put("type", "string")
        .put("minLength", 1)
        .put("maxLength", MAX_NOTE_CHARS)
        .put("description", "What the note says");
    schema.putArray("required").add("text");
    return schema.put("additionalProperties", false);
  }
}
