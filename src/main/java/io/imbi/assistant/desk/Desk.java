package io.imbi.assistant.desk;

import io.imbi.assistant.database.Sql;
import io.imbi.assistant.delegation.Delegate;
import io.imbi.assistant.delegation.SealedCallers;
import io.imbi.assistant.desk.Messages.NewChatMessage;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.integration.Action;
import io.imbi.assistant.integration.ApprovedAction;
import io.imbi.assistant.integration.DailyLog;
import io.imbi.assistant.integration.Integrations;
import io.imbi.assistant.integration.OfferedAction;
import io.imbi.assistant.queue.EnqueueOutcome;
import io.imbi.assistant.queue.NewTask;
import io.imbi.assistant.queue.Task;
import io.imbi.assistant.queue.TaskQueue;
import io.imbi.assistant.queue.TaskState;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.TransactionStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do at the desk: say something, decide about proposals, ask for results. Blocking. */
@Singleton
public final class Desk {

  private static final String LOST = "There is no answer: the service lost it. Please ask again.";

  private final TransactionOperations<Connection> transactions;
  private final TaskQueue queue;
  private final Messages messages;
  private final Proposals proposals;
  private final Integrations integrations;
  private final SealedCallers callers;
  private final ChatFiles files;
  private final DailyLog log;
  private final Clock clock;

  Desk(
      TransactionOperations<Connection> transactions,
      TaskQueue queue,
      Messages messages,
      Proposals proposals,
      Integrations integrations,
      SealedCallers callers,
      ChatFiles files,
      DailyLog log,
      Clock clock) {
    this.transactions = transactions;
    this.queue = queue;
    this.messages = messages;
    this.proposals = proposals;
    this.integrations = integrations;
    this.callers = callers;
    this.files = files;
    this.log = log;
    this.clock = clock;
  }

  /** What became of what somebody said. */
  public sealed interface Said {

    /** It is stored, and this task will answer it. */
    record Question(UUID task) implements Said {}

    /** It was a command; this is its answer. */
    record Command(ChatMessage message) implements Said {}

    record NoSuchConversation() implements Said {}
  }

  /** Takes a message: a question for the model, or a command. */
  public Said say(Delegate delegate, UUID conversation, String content) {
    Optional<Command> command = Command.of(content);
    return transactions.executeWrite(
        status -> {
          Connection connection = status.getConnection();
          if (!Conversations.lock(connection, delegate.owner(), conversation).orElse(false)) {
            return new Said.NoSuchConversation();
          }
          if (command.isPresent()) {
            return new Said.Command(command(status, conversation, content, command.get()));
          }
          UUID task =
              enqueue(
                  connection,
                  delegate,
                  conversation,
                  ChatTasks.task(conversation, delegate.owner()),
                  null);
          messages.append(status, conversation, NewChatMessage.question(content, task));
          return new Said.Question(task);
        });
  }

  private ChatMessage command(
      TransactionStatus<Connection> status, UUID conversation, String content, Command command)
      throws SQLException {
    if (command.clears()) {
      Conversations.empty(status.getConnection(), conversation);
      files.deleteAfter(status, conversation);
      Instant now = clock.instant();
      return new ChatMessage(MessageKind.COMMAND_ANSWER, command.answer(), now, null);
    }
    messages.append(status, conversation, NewChatMessage.of(MessageKind.COMMAND, content));
    return messages.append(
        status, conversation, NewChatMessage.of(MessageKind.COMMAND_ANSWER, command.answer()));
  }

  private UUID enqueue(
      Connection connection,
      Delegate delegate,
      UUID conversation,
      NewTask task,
      @Nullable UUID proposal)
      throws SQLException {
    UUID id =
        switch (queue.enqueue(task)) {
          case EnqueueOutcome.Enqueued(UUID enqueued) -> enqueued;
          case EnqueueOutcome.Duplicate refused -> throw notEnqueued(refused);
          case EnqueueOutcome.RateLimited refused -> throw notEnqueued(refused);
        };
    Sql.of(
            """
            INSERT INTO imbi_assistant.desk_task (task_id, conversation_id, proposal_id)
            VALUES (?, ?, ?)
            """,
            id,
            conversation,
            proposal)
        .update(connection);
    callers.keep(id, delegate);
    return id;
  }

  private static IllegalStateException notEnqueued(EnqueueOutcome refused) {
    return new IllegalStateException("What a person asks for is never held off: " + refused);
  }

  /** What became of an answer to a proposal. */
  public sealed interface Answered {

    /**
     * @param task the task that does it; null of what was rejected
     */
    record Accepted(ChatMessage message, @Nullable UUID task) implements Answered {}

    /**
     * @param detail why not, fit for the caller
     */
    record Refused(String detail) implements Answered {}

    record NoSuchConversation() implements Answered {}
  }

  /**
   * Decides about a proposal, once: of several answers at the same time, on whichever replica, one
   * is accepted.
   *
   * @param proposal its id; null stands for an id that cannot be one
   */
  public Answered answer(
      Delegate delegate, UUID conversation, @Nullable UUID proposal, String option) {
    return transactions.executeWrite(
        status -> {
          Connection connection = status.getConnection();
          if (Conversations.lock(connection, delegate.owner(), conversation).isEmpty()) {
            return new Answered.NoSuchConversation();
          }
          Optional<Proposal> found =
              proposal == null
                  ? Optional.empty()
                  : Proposals.lockShown(connection, conversation, proposal);
          if (found.isEmpty()) {
            return new Answered.Refused("There is no such proposal in this conversation");
          }
          return answer(status, delegate, conversation, found.get(), option);
        });
  }

  private Answered answer(
      TransactionStatus<Connection> status,
      Delegate delegate,
      UUID conversation,
      Proposal proposal,
      String option)
      throws SQLException {
    Connection connection = status.getConnection();
    if (proposal.response() != null) {
      return new Answered.Refused("This proposal has been answered already");
    }
    if (!proposal.offers(option)) {
      return new Answered.Refused("This option is not offered");
    }
    boolean rejected = option.equals(Action.REJECT);
    Optional<OfferedAction> offered = integrations.action(proposal.action());
    if (!rejected && offered.isEmpty()) {
      return new Answered.Refused("No integration offers this action any more");
    }
    if (!proposals.answer(connection, proposal.id(), option)) {
      return new Answered.Refused("This proposal has been answered already");
    }
    log.write(
        "Proposal answered",
        "%s, %s by %s".formatted(proposal.action(), option, delegate.owner().value()));
    if (rejected) {
      return new Answered.Accepted(
          messages.append(
              status,
              conversation,
              NewChatMessage.of(MessageKind.RESPONSE, "Action cancelled.")
                  .about(proposal)
                  .tellingTheModel(
                      "[The user rejected the proposed action " + proposal.action() + ".]")),
          null);
    }
    var approved =
        new ApprovedAction(
            proposal.action(),
            proposal.parameters(),
            delegate.owner().value(),
            proposal.id().toString(),
            option);
    UUID task =
        enqueue(
            connection,
            delegate,
            conversation,
            approved
                .task(offered.orElseThrow())
                .onResult(ChatReply.ROUTER, conversation.toString()),
            proposal.id());
    ChatMessage processing =
        messages.append(
            status,
            conversation,
            NewChatMessage.of(MessageKind.RESPONSE, "Processing…").about(proposal));
    return new Answered.Accepted(processing, task);
  }

  /** How far a task is. */
  public sealed interface Progress {

    record Pending() implements Progress {}

    /**
     * @param messages what it brought; nothing, if the conversation was cleared meanwhile
     */
    record Ended(boolean failed, List<ChatMessage> messages) implements Progress {}
  }

  /** How far a task of the owner's is; empty if there is none. Changes nothing. */
  public Optional<Progress> progress(Owner owner, UUID task) {
    Optional<Progress> stored = stored(owner, task);
    if (stored.isEmpty() || !(stored.get() instanceof Progress.Pending) || isUnderWay(task)) {
      return stored;
    }
    // It may have ended between the two looks, or without having been able to report.
    return stored(owner, task)
        .map(
            progress ->
                progress instanceof Progress.Pending
                    ? new Progress.Ended(
                        true,
                        List.of(new ChatMessage(MessageKind.FAILURE, LOST, clock.instant(), null)))
                    : progress);
  }

  private boolean isUnderWay(UUID task) {
    return queue
        .find(task)
        .map(Task::state)
        .filter(state -> state == TaskState.PENDING || state == TaskState.ACTIVE)
        .isPresent();
  }

  private Optional<Progress> stored(Owner owner, UUID task) {
    return transactions.executeRead(
        status -> {
          Connection connection = status.getConnection();
          Optional<String> state =
              Sql.of(
                      """
                      SELECT t.status FROM imbi_assistant.desk_task t
                      JOIN imbi_assistant.desk_conversation c ON c.id = t.conversation_id
                      WHERE t.task_id = ? AND c.owner = ?
                      """,
                      task,
                      owner.value())
                  .one(connection, row -> row.getString(1));
          if (state.isEmpty()) {
            return Optional.empty();
          }
          if (state.get().equals("pending")) {
            return Optional.of(new Progress.Pending());
          }
          return Optional.of(
              new Progress.Ended(
                  state.get().equals("failed"), messages.broughtBy(connection, task)));
        });
  }
}
