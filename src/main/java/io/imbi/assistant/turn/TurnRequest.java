package io.imbi.assistant.turn;

import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolOrigin;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * What a turn is to do, for ways in that keep their own conversations.
 *
 * @param conversation identifies the conversation in logs and audit records
 * @param model the model to ask
 * @param transcript the history, with what the caller has just said as its last message
 * @param more tools for this turn only
 * @param without origins of tools that are not offered
 * @param waiting where the turn is kept while it waits for approval; null where nobody can be
 *     asked, so that calls which need approval are refused
 * @param titles where the first exchange's title goes; null if there is none
 * @param near the thread that serves whoever reads the answer; the answer is received there if that
 *     can be done
 */
public record TurnRequest(
    Caller caller,
    UUID conversation,
    String model,
    Transcript transcript,
    List<Tool> more,
    Set<ToolOrigin> without,
    @Nullable WaitingKeeper waiting,
    @Nullable TitleKeeper titles,
    Scheduler near) {

  public TurnRequest {
    more = List.copyOf(more);
    without = Set.copyOf(without);
  }

  /** Keeps a turn that waits. Blocking. */
  @FunctionalInterface
  public interface WaitingKeeper {

    void keep(String document);
  }

  /** Keeps a conversation's title. Blocking. */
  @FunctionalInterface
  public interface TitleKeeper {

    /**
     * @return whether it was kept; false if the conversation has a title by now
     */
    boolean keep(String title);
  }
}
