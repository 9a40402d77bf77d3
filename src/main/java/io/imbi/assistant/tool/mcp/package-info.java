/**
 * External MCP servers as a source of tools: where they are configured, the sessions with them, and
 * their tools. Everything that a server says is untrusted: it is bounded, cleaned and never logged
 * as it came; no server ever gets a credential other than its own.
 *
 * <p>May use {@code tool}. Only the two {@code Sdk…} types name the MCP SDK, and only {@code
 * GuardedHttp} the HTTP client. Other places where servers are configured are sub-packages behind
 * {@link io.imbi.assistant.tool.mcp.McpServerDirectory}.
 */
@NullMarked
package io.imbi.assistant.tool.mcp;

import org.jspecify.annotations.NullMarked;
