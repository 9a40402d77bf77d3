package io.imbi.assistant.thread.example;

import io.imbi.assistant.thread.ConversationStart;
import io.imbi.assistant.thread.ThreadContext;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** How conversations with the example begin. */
@Singleton
@Named("faq")
final class FaqStart implements ConversationStart {

  @Override
  public void run(ThreadContext context) {
    context.sendMessage("Welcome. What would you like to know?");
  }
}
