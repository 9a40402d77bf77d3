package io.imbi.assistant;

import io.imbi.assistant.deployment.LiteralEnvironment;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.Micronaut;
import java.io.Serial;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the HTTP service. */
@Command(
    name = "serve",
    description = "Start the HTTP service.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    showDefaultValues = true)
final class ServeCommand implements Callable<Integer> {

  /** The status of a command that left a server running behind it. */
  static final int KEEP_RUNNING = -1;

  private static final int MAX_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(names = "--host", description = "Address to listen on (default: 127.0.0.1).")
  private @Nullable String host;

  @Option(names = "--port", description = "Port to listen on; 0 for any free one (default: 8002).")
  private @Nullable Integer port;

  @Override
  public Integer call() {
    Map<String, Object> overrides = new HashMap<>();
    if (host != null) {
      overrides.put("micronaut.server.host", host);
    }
    if (port != null) {
      if (port < 0 || port > MAX_PORT) {
        throw new ParameterException(
            spec.commandLine(), "--port must be a number from 0 to " + MAX_PORT);
      }
      overrides.put("micronaut.server.port", port);
    }
    try {
      LiteralEnvironment.of(new Start())
          .mainClass(Application.class)
          .banner(false)
          .properties(overrides)
          .start();
      return KEEP_RUNNING;
    } catch (FailedException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  /** The framework's start, which would answer a wrong setting with a stack trace. */
  private static final class Start extends Micronaut {

    @Override
    protected void handleStartupException(Environment environment, Throwable failure) {
      StartFailure.reason(failure)
          .ifPresent(
              reason -> {
                throw new FailedException(reason, failure);
              });
      super.handleStartupException(environment, failure);
    }
  }

  /** It did not start; the message says what to mend. */
  private static final class FailedException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    FailedException(String reason, Throwable cause) {
      super(reason, cause);
    }
  }
}
