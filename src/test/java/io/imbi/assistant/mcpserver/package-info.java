/** Tests of the MCP server, over HTTP. */
@NullMarked
package io.imbi.assistant.mcpserver;

import org.jspecify.annotations.NullMarked;
