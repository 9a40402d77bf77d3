package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.conversation.ConversationArchive;
import io.imbi.assistant.conversation.ConversationArchiveContract;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.database.TestPostgres;
import io.micronaut.context.ApplicationContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RelationalConversationArchiveTest extends ConversationArchiveContract {

  private static ApplicationContext context;

  @BeforeAll
  static void start() {
    context = ApplicationContext.run(TestPostgres.create().properties());
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @Override
  protected ConversationArchive archive() {
    return context.getBean(ConversationArchive.class);
  }

  @Override
  protected ConversationStore store() {
    return context.getBean(ConversationStore.class);
  }
}
