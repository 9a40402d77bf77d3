package io.imbi.assistant.thread;

import java.io.Serial;

/** A run that failed for a reason which the caller may be told. */
public final class PipelineFailure extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  public PipelineFailure(String reason) {
    super(reason);
  }
}
