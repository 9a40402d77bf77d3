package io.imbi.assistant;

import io.micronaut.runtime.Micronaut;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the HTTP service. */
@Command(
    name = "serve",
    description = "Start the HTTP service.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class ServeCommand implements Callable<Integer> {

  /** The status of a command that left a server running behind it. */
  static final int KEEP_RUNNING = -1;

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
      overrides.put("micronaut.server.port", port);
    }
    Micronaut.build(new String[0])
        .mainClass(Application.class)
        .banner(false)
        .properties(overrides)
        .start();
    return KEEP_RUNNING;
  }
}
