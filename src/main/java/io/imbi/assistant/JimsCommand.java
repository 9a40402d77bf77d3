package io.imbi.assistant;

import io.imbi.assistant.deployment.LiteralEnvironment;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the HTTP service for external systems: the same, reachable from other machines. */
@Command(
    name = "jims",
    description = "Start the HTTP service with the chat API for external systems.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class JimsCommand implements Callable<Integer> {

  private static final int METRICS_PORT = 8000;

  @Spec private CommandSpec spec;

  @Option(names = "--host", description = "Address to listen on (JIMS_HOST, default: 0.0.0.0).")
  private @Nullable String host;

  @Option(
      names = "--port",
      converter = PortConverter.class,
      description = "Port to listen on; 0 for any free one (JIMS_PORT, default: 8080).")
  private @Nullable Integer port;

  @Mixin private JimsOptions options;

  @Override
  public Integer call() {
    Map<String, Object> overrides = options.overrides();
    if (host != null) {
      overrides.put(JimsOptions.property("host"), LiteralEnvironment.literal(host));
    }
    if (port != null) {
      overrides.put(JimsOptions.property("port"), port);
    }
    overrides.put("micronaut.server.host", "${jims.host:0.0.0.0}");
    overrides.put("micronaut.server.port", "${jims.port:8080}");
    overrides.put("jims.always-offered", true);
    overrides.put(MetricsServer.USUAL_PORT, METRICS_PORT);
    return new Launch(overrides, spec.commandLine().getErr()).serving();
  }
}
