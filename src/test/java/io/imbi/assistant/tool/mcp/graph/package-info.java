/** Tests of the MCP servers in the graph, on a real Apache AGE. */
@NullMarked
package io.imbi.assistant.tool.mcp.graph;

import org.jspecify.annotations.NullMarked;
