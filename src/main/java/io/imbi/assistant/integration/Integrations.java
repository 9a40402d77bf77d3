package io.imbi.assistant.integration;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.queue.Schedule;
import io.imbi.assistant.queue.ScheduledTasks;
import io.imbi.assistant.queue.Schedules;
import io.imbi.assistant.tool.InputSchemas;
import io.micronaut.context.annotation.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The integrations of this installation and the actions that they offer. Read when the process
 * starts, because what is wrong in the configuration must stop it then.
 */
@Context
public final class Integrations implements Schedules {

  private final Map<String, Integration> byId = new LinkedHashMap<>();
  private final Map<String, OfferedAction> actions = new LinkedHashMap<>();

  Integrations(
      ConfigurationFiles files,
      Collection<IntegrationType> types,
      ExampleSettings example,
      Deployment deployment) {
    List<Settings> entries = files.integrations();
    for (Settings entry : entries) {
      add(entry, read(entry, types));
    }
    if (entries.isEmpty() && example.wanted(deployment)) {
      types.stream()
          .filter(ExampleIntegration.class::isInstance)
          .map(ExampleIntegration.class::cast)
          .forEach(type -> put(type.example()));
    }
  }

  private static Integration read(Settings entry, Collection<IntegrationType> types) {
    String name = entry.requiredText("name");
    String typeName = entry.requiredText("type");
    IntegrationType type =
        types.stream()
            .filter(each -> each.type().equals(typeName))
            .findFirst()
            .orElseThrow(
                () ->
                    entry.problem(
                        "type",
                        "is not known; there are "
                            + String.join(
                                ", ",
                                types.stream().map(IntegrationType::type).sorted().toList())));
    if (!Identifiers.fits(name)) {
      throw entry.problem("name", "must have " + Identifiers.FORM);
    }
    Schedule schedule = schedule(entry.map("schedule"));
    IntegrationType.Parts parts = type.create(typeName + "." + name, entry);
    entry.nothingElse();
    try {
      return new Integration(typeName, name, parts.platforms(), parts.actions(), schedule);
    } catch (IllegalArgumentException e) {
      throw entry.problem(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Schedule schedule(Settings settings) {
    if (settings.names().isEmpty()) {
      return null;
    }
    Optional<Duration> every = settings.duration("every");
    Optional<String> cron = settings.text("cron");
    if (every.isPresent() == cron.isPresent()) {
      throw settings.problem("has either every or cron");
    }
    ZoneId zone;
    try {
      zone = settings.text("zone").map(ZoneId::of).orElseGet(ZoneId::systemDefault);
    } catch (DateTimeException e) {
      throw settings.problem("zone", "is not a time zone, such as Europe/Berlin");
    }
    settings.nothingElse();
    try {
      return every.map(Schedule::every).orElseGet(() -> Schedule.cron(cron.orElseThrow(), zone));
    } catch (IllegalArgumentException e) {
      throw settings.problem(every.isPresent() ? "every" : "cron", String.valueOf(e.getMessage()));
    }
  }

  private void add(Settings entry, Integration integration) {
    if (byId.containsKey(integration.id())) {
      throw entry.problem("name", "there is another " + integration.id());
    }
    try {
      put(integration);
    } catch (IllegalArgumentException e) {
      throw entry.problem(String.valueOf(e.getMessage()));
    }
  }

  private void put(Integration integration) {
    byId.put(integration.id(), integration);
    for (Action action : integration.actions()) {
      InputSchemas.problem(action.parameters())
          .ifPresent(
              problem -> {
                throw new IllegalArgumentException(
                    "The parameters of " + action.name() + " are no schema: " + problem);
              });
      var offered = new OfferedAction(integration, action);
      if (actions.put(offered.name(), offered) != null) {
        throw new IllegalArgumentException("Two actions are " + offered.name());
      }
    }
  }

  /** All of them, in the order of the configuration. */
  public List<Integration> all() {
    return List.copyOf(byId.values());
  }

  public Optional<Integration> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** What can be proposed, in a fixed order. */
  public List<OfferedAction> actions() {
    return List.copyOf(actions.values());
  }

  /** The action of this full name, such as {@code github.my_repos.create_issue}. */
  public Optional<OfferedAction> action(String name) {
    return Optional.ofNullable(actions.get(name));
  }

  @Override
  public List<ScheduledTasks> schedules() {
    List<ScheduledTasks> schedules = new ArrayList<>();
    for (Integration integration : byId.values()) {
      Schedule schedule = integration.schedule();
      if (schedule != null) {
        schedules.add(
            new ScheduledTasks(
                integration.id(),
                schedule,
                integration.platforms().stream()
                    .flatMap(platform -> platform.entryTasks().stream())
                    .toList()));
      }
    }
    return schedules;
  }
}
