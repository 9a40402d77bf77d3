package io.imbi.assistant.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.delegation.Delegate;
import io.imbi.assistant.delegation.Delegates;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the next attempt finds of the last one. */
class RoundsTest {

  private static final TestPostgres DATABASE = TestPostgres.create();

  private static ApplicationContext context;

  private UUID conversation;
  private UUID task;

  @BeforeAll
  static void start() {
    context = ApplicationContext.run(DATABASE.properties());
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void ask() {
    Delegate you = context.getBean(Delegates.class).localUser().orElseThrow();
    conversation = context.getBean(Conversations.class).create(you.owner());
    task =
        switch (context.getBean(Desk.class).say(you, conversation, "Hello?")) {
          case Desk.Said.Question(UUID id) -> id;
          case Desk.Said.Command said -> throw new AssertionError(said);
          case Desk.Said.NoSuchConversation said -> throw new AssertionError(said);
        };
  }

  @Test
  void halfOfAnAnswerIsNoneForTheNextAttempt() {
    begin(1);
    rounds().add(conversation, task, 1, List.of(answer("Half of", null)));

    Rounds.Begun next = begin(2);

    assertThat(next.isAnswered()).isFalse();
    assertThat(next.history()).extracting(NewMessage::content).containsExactly("Hello?");
    assertThat(begin(3).history()).hasSize(1);
  }

  @Test
  void aWholeAnswerIsNotAskedForAgain() {
    begin(1);
    rounds().add(conversation, task, 1, List.of(answer("All of it.", new TokenUsage(3, 4))));

    assertThat(begin(2).isAnswered()).isTrue();
  }

  private Rounds.Begun begin(int attempt) {
    return rounds().begin(conversation, task, attempt).orElseThrow();
  }

  private static Rounds rounds() {
    return context.getBean(Rounds.class);
  }

  private static NewMessage answer(String text, @Nullable TokenUsage usage) {
    return new NewMessage(
        UUID.randomUUID(), Role.ASSISTANT, text, List.of(), List.of(), usage, null);
  }
}
