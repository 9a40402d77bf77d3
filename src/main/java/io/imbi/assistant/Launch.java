package io.imbi.assistant;

import io.imbi.assistant.deployment.LiteralEnvironment;
import io.imbi.assistant.deployment.ServiceStarted;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.Micronaut;
import java.io.PrintWriter;
import java.io.Serial;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.ExitCode;

/** Starts the process's work, or says in one line why it cannot. */
final class Launch {

  /** The status of a command that left something running behind it. */
  static final int KEEP_RUNNING = -1;

  private final Map<String, Object> overrides;
  private final PrintWriter err;

  /**
   * @param overrides settings that come before those of the environment, by the names of their
   *     properties
   * @param err told what is wrong
   */
  Launch(Map<String, Object> overrides, PrintWriter err) {
    this.overrides = Map.copyOf(overrides);
    this.err = err;
  }

  /**
   * Starts the HTTP service, which goes on when this returns.
   *
   * @return the status of the command
   */
  int serving() {
    return starting(
        () ->
            LiteralEnvironment.of(new Server())
                .mainClass(Application.class)
                .banner(false)
                .properties(overrides)
                .start());
  }

  /**
   * Starts everything but the HTTP server, and returns only if that fails: the work goes on until
   * the process is told to stop.
   *
   * @return the status of the command
   */
  int working() {
    return starting(
        () -> {
          ApplicationContext context =
              LiteralEnvironment.of(ApplicationContext.builder(Application.class))
                  .banner(false)
                  .properties(overrides)
                  .start();
          Runtime.getRuntime().addShutdownHook(new Thread(context::close, "stop"));
          context.getEventPublisher(ServiceStarted.class).publishEvent(new ServiceStarted(context));
          // Nothing else keeps the process alive: all work is on threads that do not.
          park();
        });
  }

  private static void park() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private int starting(Runnable start) {
    try {
      start.run();
      return KEEP_RUNNING;
    } catch (RuntimeException e) {
      err.println(StartFailure.reason(e).orElseThrow(() -> e));
      return ExitCode.SOFTWARE;
    }
  }

  /** The framework's start, which would answer a wrong setting with a stack trace. */
  private static final class Server extends Micronaut {

    @Override
    protected void handleStartupException(Environment environment, Throwable failure) {
      if (StartFailure.reason(failure).isPresent()) {
        throw new FailedException(failure);
      }
      super.handleStartupException(environment, failure);
    }
  }

  /** It did not start, for a reason that an operator can mend. */
  private static final class FailedException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    FailedException(Throwable cause) {
      super(cause);
    }
  }
}
