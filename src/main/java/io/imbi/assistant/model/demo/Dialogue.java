package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelMessage.Author;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A conversation up to the answer that is to be given.
 *
 * @param said what the user said last
 * @param asked what the user had said before, if the answer to that was a question
 * @param wanting what that question asked for
 * @param earlier the calls of earlier turns
 * @param calls the calls of this turn, in their order
 */
record Dialogue(String said, String asked, String wanting, List<Call> earlier, List<Call> calls) {

  /** How a question for a missing value begins; the name of the value follows on the line. */
  static final String WANTING = "Still needed: ";

  /** More than a request to a stand-in needs; what stands behind it is not read. */
  private static final int MAX_CHARS = 4000;

  /**
   * A call that has been answered.
   *
   * @param proposal whether it has only proposed to the user what its tool does
   */
  record Call(String tool, ObjectNode arguments, Outcome outcome, boolean proposal) {}

  static Dialogue of(List<ModelMessage> messages) {
    int last = lastSaid(messages, messages.size());
    String wanting = "";
    String asked = "";
    if (last > 0) {
      wanting = wanting(messages.get(last - 1));
      int before = lastSaid(messages, last);
      if (!wanting.isEmpty() && before >= 0) {
        asked = textOf(messages.get(before));
      }
    }
    return new Dialogue(
        last < 0 ? "" : textOf(messages.get(last)),
        asked,
        asked.isEmpty() ? "" : wanting,
        calls(messages.subList(0, Math.max(last, 0)), messages),
        calls(messages.subList(Math.max(last, 0), messages.size()), messages));
  }

  /** The index of the last message before an end in which the user said something. */
  private static int lastSaid(List<ModelMessage> messages, int end) {
    for (int i = end - 1; i >= 0; i--) {
      if (messages.get(i).author() == Author.USER && !textOf(messages.get(i)).isEmpty()) {
        return i;
      }
    }
    return -1;
  }

  /** The last text of a message: what stands before it was left over from a broken turn. */
  private static String textOf(ModelMessage message) {
    return message.content().reversed().stream()
        .filter(ContentBlock.Text.class::isInstance)
        .map(block -> ((ContentBlock.Text) block).text().strip())
        .map(text -> text.substring(0, Math.min(text.length(), MAX_CHARS)))
        .findFirst()
        .orElse("");
  }

  private static String wanting(ModelMessage message) {
    return message.author() != Author.ASSISTANT
        ? ""
        : textOf(message)
            .lines()
            .filter(line -> line.startsWith(WANTING))
            .findFirst()
            .map(line -> line.substring(WANTING.length()).replaceAll("[^\\p{L}\\p{N}_].*", ""))
            .orElse("");
  }

  /** The answered calls of some messages; the results may stand in the message after them. */
  private static List<Call> calls(List<ModelMessage> part, List<ModelMessage> all) {
    Map<String, Outcome> outcomes = new HashMap<>();
    for (ModelMessage message : all) {
      for (ContentBlock block : message.content()) {
        if (block instanceof ContentBlock.ToolResult result) {
          outcomes.put(result.toolUseId(), Outcome.of(result));
        }
      }
    }
    List<Call> calls = new ArrayList<>();
    for (ModelMessage message : part) {
      for (ContentBlock block : message.content()) {
        if (block instanceof ContentBlock.ToolUse use && outcomes.containsKey(use.id())) {
          calls.add(
              new Call(
                  use.name(),
                  use.input() instanceof ObjectNode object ? object : Json.object(),
                  Objects.requireNonNull(outcomes.get(use.id())),
                  false));
        }
      }
    }
    return List.copyOf(calls);
  }

  /** What is asked for now, if the user has answered our own question: both together. */
  Optional<String> answered() {
    return asked.isEmpty()
        ? Optional.empty()
        : Optional.of(asked + " with " + wanting + " \"" + unquoted() + "\"");
  }

  private String unquoted() {
    return said.replaceAll("[\"“”«»]", "").replaceAll("[.!]+$", "");
  }
}
