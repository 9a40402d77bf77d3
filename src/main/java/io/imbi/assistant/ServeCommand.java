package io.imbi.assistant;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the HTTP service. */
@Command(
    name = "serve",
    description = "Start the HTTP service.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--host", description = "Address to listen on (default: 127.0.0.1).")
  private @Nullable String host;

  @Option(
      names = "--port",
      converter = PortConverter.class,
      description = "Port to listen on; 0 for any free one (default: 8002).")
  private @Nullable Integer port;

  @Mixin private JimsOptions options;

  @Override
  public Integer call() {
    Map<String, Object> overrides = options.overrides();
    if (host != null) {
      overrides.put("micronaut.server.host", host);
    }
    if (port != null) {
      overrides.put("micronaut.server.port", port);
    }
    return new Launch(overrides, spec.commandLine().getErr()).serving();
  }
}
