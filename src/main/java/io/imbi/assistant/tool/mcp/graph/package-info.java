/**
 * The MCP servers that an Imbi installation keeps in its graph, and where their status is written
 * back.
 *
 * <p>May use {@code tool.mcp}, {@code graph} and {@code database}. Only here is Fernet named.
 */
@NullMarked
package io.imbi.assistant.tool.mcp.graph;

import org.jspecify.annotations.NullMarked;
