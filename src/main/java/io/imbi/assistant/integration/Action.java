package io.imbi.assistant.integration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.queue.TaskOutcome;
import io.imbi.assistant.queue.TaskPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Something that an integration can do when a person agrees.
 *
 * @param name within the integration, such as {@code create_issue}
 * @param description tells the model what it does and when to propose it
 * @param parameters a JSON Schema of type {@code object}
 * @param options what the person can answer; {@link #REJECT} is among them
 * @param tier how far it can be undone
 * @param summary what would be done with these (valid) parameters, in plain text for the person
 * @param policy how its task is queued; duplicates are always allowed. A work that must not be
 *     tried twice has one attempt
 * @param work does it
 */
public record Action(
    String name,
    String description,
    ObjectNode parameters,
    List<Option> options,
    Tier tier,
    Function<ObjectNode, String> summary,
    TaskPolicy policy,
    Work work) {

  /** The answer that does nothing. */
  public static final String REJECT = "reject";

  /** What is offered where an action names nothing else. */
  public static final List<Option> APPROVE_OR_REJECT =
      List.of(new Option("approve", "Approve"), new Option(REJECT, "Cancel"));

  public Action {
    Identifiers.check("An action's name", name);
    options = List.copyOf(options);
    policy = policy.allowingDuplicates();
    Set<String> ids = new HashSet<>();
    for (Option option : options) {
      Identifiers.check("An option's id", option.id());
      if (!ids.add(option.id())) {
        throw new IllegalArgumentException("Two options of " + name + " are " + option.id());
      }
    }
    if (!ids.contains(REJECT) || ids.size() < 2) {
      throw new IllegalArgumentException("One can agree to " + name + ", or reject it");
    }
  }

  /**
   * An answer that a person can give.
   *
   * @param label what stands on the button
   */
  public record Option(String id, String label) {}

  /** Does what an action is for. Runs on a virtual thread and may block. */
  @FunctionalInterface
  public interface Work {

    /**
     * @return done with a result {@code {"text": …}} for the person and the model; or why not, in
     *     words fit for both
     * @throws Exception a defect; what it says goes to the log only
     */
    TaskOutcome run(ActionRun run) throws Exception;
  }
}
