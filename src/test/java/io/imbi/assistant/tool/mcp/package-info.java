/** Tests of the external MCP servers, against real servers. */
@NullMarked
package io.imbi.assistant.tool.mcp;

import org.jspecify.annotations.NullMarked;
