/**
 * Our tools for others: an MCP server at {@code /mcp} that offers the Imbi API's operations to any
 * MCP client, which calls them with its own credential and permissions.
 *
 * <p>May use {@code tool}, {@code identity} and {@code http}. External MCP servers that the
 * assistant itself calls are {@code tool.mcp}'s affair.
 */
@NullMarked
package io.imbi.assistant.mcpserver;

import org.jspecify.annotations.NullMarked;
