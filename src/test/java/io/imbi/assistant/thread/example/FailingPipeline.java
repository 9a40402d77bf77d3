package io.imbi.assistant.thread.example;

import io.imbi.assistant.thread.Pipeline;
import io.imbi.assistant.thread.PipelineFailure;
import io.imbi.assistant.thread.ThreadContext;
import jakarta.inject.Singleton;

/** Emits, and then fails as it is told to. */
@Singleton
final class FailingPipeline implements Pipeline {

  @Override
  public void run(ThreadContext context) throws Exception {
    context.sendMessage("Never seen");
    switch (context.inboundText().orElse("")) {
      case "tell" -> throw new PipelineFailure("the archive is closed");
      case "error" -> throw new StackOverflowError("io.imbi.secret");
      default -> throw new IllegalStateException("io.imbi.secret");
    }
  }
}
