package io.imbi.assistant.model;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A model that did not answer. The message is fit for the user; what the provider said is in {@link
 * #detail}, for the log.
 */
public final class ModelException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String detail;

  public ModelException(Kind kind, String detail, @Nullable Throwable cause) {
    super(kind.message(), cause);
    this.kind = kind;
    this.detail = detail;
  }

  public ModelException(Kind kind, String detail) {
    this(kind, detail, null);
  }

  public Kind kind() {
    return kind;
  }

  /** What happened in the provider's words, with its request id; for the log only. */
  public String detail() {
    return detail;
  }

  /** Ways to fail, each with what the user is told. */
  public enum Kind {
    RATE_LIMITED("The AI model is receiving too many requests. Please try again in a moment."),
    OVERLOADED("The AI model is overloaded. Please try again in a moment."),
    UNAVAILABLE("The AI model could not be reached. Please try again."),
    STALLED("The AI model stopped responding. Please try again."),
    CUT("The connection to the AI model was lost. Please try again."),
    TIMED_OUT("The answer took too long and was stopped."),
    REFUSED_CREDENTIALS("The AI model refused the service's credentials."),
    BILLING("The AI model refused the request for billing reasons."),
    UNKNOWN_MODEL("The AI model that was asked for does not exist."),
    CONTEXT_WINDOW_EXCEEDED(
        "The conversation has become too long for the AI model. Please start a new one."),
    REQUEST_TOO_LARGE("The request is too large for the AI model."),
    REJECTED("The AI model did not accept the request."),
    INVALID_ANSWER("The AI model sent an answer that could not be understood.");

    private final String message;

    Kind(String message) {
      this.message = message;
    }

    String message() {
      return message;
    }
  }
}
