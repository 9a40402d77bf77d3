package io.imbi.assistant.mcpserver;

import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.ToolOutcome;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The program that the MCP project's conformance suite is run against, see {@code
 * src/test/mcp/conformance.sh}: our server with the sandbox's tools, and with those that the suite
 * wants to call. Prints the port and a token, and serves until it is killed.
 */
final class ConformanceServer {

  private static final String SCHEMA =
      """
      {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
       "$defs":{"address":{"type":"object",
         "properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
       "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"}},
       "additionalProperties":false}
      """;

  /** One transparent pixel. */
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";

  private ConformanceServer() {}

  public static void main(String[] args) throws InterruptedException {
    var server =
        new ToolServerHarness(
            Map.of(ServingSettings.MCP_SERVER, true, "imbi.assistant.sandbox", "auto"),
            FixedTool.named(
                "test_simple_text",
                call -> ToolOutcome.success("This is a simple text response for testing.")),
            FixedTool.named(
                "test_error_handling",
                call -> ToolOutcome.failure("This tool intentionally returns an error")),
            FixedTool.named("test_image_content", call -> image()),
            FixedTool.taking(
                "json_schema_2020_12_tool", SCHEMA, call -> ToolOutcome.success("done")));
    System.out.println(server.port() + " " + server.token("suite@example.com", false));
    new CountDownLatch(1).await();
  }

  private static ToolOutcome image() {
    var content = Json.array();
    content
        .addObject()
        .put("type", "image")
        .putObject("source")
        .put("type", "base64")
        .put("media_type", "image/png")
        .put("data", PNG);
    return new ToolOutcome.Success(content);
  }
}
