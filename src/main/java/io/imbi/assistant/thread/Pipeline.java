package io.imbi.assistant.thread;

/**
 * Answers a message. Any bean of this type can be chosen by its name or class name ({@code
 * JIMS_APP}). A pipeline runs on a virtual thread of its own, so it may block, and is interrupted
 * when the service stops.
 */
@FunctionalInterface
public interface Pipeline {

  /**
   * Reads the thread and emits events. What it emits is stored when it returns.
   *
   * @throws Exception fails the run: nothing that it emitted is stored. The caller is told the
   *     message of a {@link PipelineFailure}, and of any other exception, which is logged, only
   *     that there was one
   */
  void run(ThreadContext context) throws Exception;

  /** The name under which runs are counted. */
  default String name() {
    return getClass().getSimpleName();
  }
}
