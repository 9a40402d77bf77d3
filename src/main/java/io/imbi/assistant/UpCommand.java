package io.imbi.assistant;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.LiteralEnvironment;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts all there is in one process: the HTTP service with its pages, and a worker. */
@Command(
    name = "up",
    description = "Start the HTTP service and a worker of the task queue in one process.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    showDefaultValues = true)
final class UpCommand implements Callable<Integer> {

  static final String LOOPBACK = "127.0.0.1";
  static final String EVERYWHERE = "0.0.0.0";

  private static final int DEFAULT_PORT = 6767;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      converter = PortConverter.class,
      description = "Port to listen on; 0 for any free one.")
  private int port = DEFAULT_PORT;

  @Option(
      names = "--expose",
      description = {
        "Listen on all addresses, not only on this machine's own.",
        "Needs a login: IMBI_AUTH_JWT_SECRET or IMBI_DESK_TOKEN."
      })
  private boolean expose;

  @Option(
      names = "--dev",
      description = {
        "Be in development, whatever ENVIRONMENT says, and start again whenever",
        "a configuration file or the program itself changes."
      })
  private boolean dev;

  @Override
  public Integer call() {
    var err = spec.commandLine().getErr();
    try {
      if (expose) {
        checkLogin();
      }
    } catch (SettingException e) {
      err.println(e.getMessage());
      return ExitCode.SOFTWARE;
    }
    if (dev && !Reloading.isReloaded()) {
      return new Reloading(arguments(), err).run();
    }
    return new Launch(settings(), err).serving();
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("micronaut.server.port", port);
    settings.put("micronaut.server.host", expose ? EVERYWHERE : LOOPBACK);
    settings.put("imbi.queue.worker", true);
    // What is open to all in development is not for those who are let in by a login.
    settings.put("jims.only-on-demand", expose);
    if (dev) {
      settings.put("assistant.environment", Deployment.DEVELOPMENT);
    }
    return settings;
  }

  private List<String> arguments() {
    return expose
        ? List.of("up", "--dev", "--port", String.valueOf(port), "--expose")
        : List.of("up", "--dev", "--port", String.valueOf(port));
  }

  /** A secret that was made up for development is no login that anybody configured. */
  private static void checkLogin() {
    try (var context = LiteralEnvironment.of(ApplicationContext.builder()).build();
        var environment = context.getEnvironment().start()) {
      if (isMissing(environment, "imbi.auth.jwt-secret")
          && isMissing(environment, "imbi.desk.token")) {
        throw new SettingException(
            "--expose",
            "others can reach it then, so it needs a login. Set IMBI_AUTH_JWT_SECRET, the secret"
                + " that access tokens are signed with, or IMBI_DESK_TOKEN, a token that opens it");
      }
    }
  }

  private static boolean isMissing(Environment environment, String property) {
    @Nullable String value = environment.getProperty(property, String.class).orElse(null);
    return value == null || value.isBlank();
  }
}
