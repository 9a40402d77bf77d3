package io.imbi.assistant.mcpserver;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.http.Origin;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;

/**
 * How our tools are served to others.
 *
 * @param mcpServer {@code IMBI_ASSISTANT_MCP_SERVER}: whether they are
 * @param mcpOrigins {@code IMBI_ASSISTANT_MCP_ORIGINS}: origins of web pages that may call, beside
 *     those on this machine and the one that the service itself is known by
 * @param mcpConcurrency {@code IMBI_ASSISTANT_MCP_CONCURRENCY}: calls of one principal that run at
 *     once
 */
@Context
@ConfigurationProperties("imbi.assistant")
record ServingSettings(
    @Bindable(defaultValue = "false") boolean mcpServer,
    @Bindable(defaultValue = "") List<String> mcpOrigins,
    @Bindable(defaultValue = "8") int mcpConcurrency) {

  /** The property of the switch. */
  static final String MCP_SERVER = "imbi.assistant.mcp-server";

  ServingSettings {
    mcpOrigins = mcpOrigins.stream().filter(origin -> !origin.isBlank()).toList();
    for (String origin : mcpOrigins) {
      if (Origin.parse(origin).isEmpty()) {
        throw new SettingException(
            "IMBI_ASSISTANT_MCP_ORIGINS",
            "'%s' is not an origin such as https://tools.example.com".formatted(origin));
      }
    }
    if (mcpConcurrency < 1) {
      throw new SettingException("IMBI_ASSISTANT_MCP_CONCURRENCY", "must be at least 1");
    }
  }
}
