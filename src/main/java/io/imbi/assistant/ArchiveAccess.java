package io.imbi.assistant;

import io.imbi.assistant.conversation.ConversationArchive;
import io.imbi.assistant.deployment.LiteralEnvironment;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.Serial;
import java.util.HashMap;
import java.util.Map;

/**
 * Opens the store that the settings name, without serving anything or working off the queue.
 *
 * @param settings settings that come before those of the environment
 */
record ArchiveAccess(Map<String, Object> settings) {

  ArchiveAccess() {
    this(Map.of());
  }

  /** As {@link #with(Class, Work)}, with the conversations of the store. */
  long with(Work<ConversationArchive> work) {
    return with(ConversationArchive.class, work);
  }

  /**
   * @param archive what to open
   * @throws FailedException if the store cannot be opened, or {@code work} cannot read or write
   */
  <A> long with(Class<A> archive, Work<A> work) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("imbi.queue.worker", false);
    try (ApplicationContext context =
        LiteralEnvironment.of(ApplicationContext.builder()).properties(all).start()) {
      return work.run(context.getBean(archive));
    } catch (IOException e) {
      throw new FailedException(e.toString(), e);
    } catch (RuntimeException e) {
      throw new FailedException(StartFailure.reason(e).orElseGet(e::toString), e);
    }
  }

  /** What to do with the store. */
  @FunctionalInterface
  interface Work<A> {
    long run(A archive) throws IOException;
  }

  /** It could not be done; the message says why. */
  static final class FailedException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    FailedException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
