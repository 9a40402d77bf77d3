package io.imbi.assistant.tool.mcp.graph;

import io.imbi.assistant.tool.mcp.Secret;
import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * How Imbi encrypts what it keeps in the graph.
 *
 * @param encryptionKey {@code IMBI_CONFIG_ENCRYPTION_KEY}: 32 bytes in URL-safe base64
 */
@ConfigurationProperties("imbi.config")
record ConfigEncryption(@Nullable Secret encryptionKey) {

  static final String VARIABLE = "IMBI_CONFIG_ENCRYPTION_KEY";
}
