package io.imbi.assistant.tool.mcp;

import io.micronaut.core.annotation.Order;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** The servers of this service's own configuration. A wrong setting stops the start. */
@Singleton
@Order(1)
final class ConfiguredServers implements McpServerDirectory {

  private final List<McpServer> servers;

  ConfiguredServers(List<McpServerSettings> settings) {
    servers =
        settings.stream()
            .filter(McpServerSettings::enabled)
            .sorted(Comparator.comparing(McpServerSettings::slug))
            .map(McpServerSettings::server)
            .toList();
  }

  @Override
  public List<McpServer> servers() {
    return servers;
  }

  /** Configuration is not written to: the health is shown where it is kept. */
  @Override
  public void report(String serverId, McpHealth health) {}
}
