package io.imbi.assistant.thread;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Says what it was told: to try the way in without a model. */
@Singleton
@Named("echo")
final class EchoPipeline implements Pipeline {

  @Override
  public void run(ThreadContext context) {
    context.sendMessage(context.inboundText().orElse(""));
  }

  @Override
  public String name() {
    return "echo";
  }
}
