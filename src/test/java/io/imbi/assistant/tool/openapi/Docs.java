package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.imbi.RecordingApi;
import io.imbi.assistant.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Small OpenAPI documents, whose JSON may have its strings in single quotes. */
final class Docs {

  static final ApiCalls NOWHERE =
      new ApiCalls(() -> URI.create("http://localhost"), Settings.DEFAULT);

  private Docs() {}

  /** A document of version 3.1 with these paths, and the landmark under {@code /api}. */
  static byte[] of(String paths) {
    return of("3.1.0", paths, "{}");
  }

  static byte[] of(String version, String paths, String components) {
    ObjectNode document = Json.object().put("openapi", version);
    document.putObject("info").put("title", "Test").put("version", "1");
    ObjectNode all = (ObjectNode) json(paths);
    all.set(
        "/api/users/me",
        json("{'get':{'operationId':'me','responses':{'200':{'description':'ok'}}}}"));
    document.set("paths", all);
    document.set("components", json(components));
    return Json.write(document).getBytes(StandardCharsets.UTF_8);
  }

  static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }

  static DocumentTools read(byte[] document) throws UnusableDocumentException {
    return DocumentTools.read(document, NOWHERE);
  }

  /** The document's first tool. */
  static OpenApiTool first(byte[] document) throws UnusableDocumentException {
    DocumentTools read = read(document);
    if (!read.leftOut().isEmpty()) {
      throw new AssertionError(read.leftOut());
    }
    return read.tools().getFirst();
  }

  /** The input schema of a POST whose JSON body has this schema. */
  static JsonNode schemaOfBody(String version, String schema, String schemas)
      throws UnusableDocumentException {
    return first(
            of(
                version,
                "{'/api/x':{'post':{'operationId':'x','responses':{},'requestBody':{'required':true,"
                    + "'content':{'application/json':{'schema':"
                    + schema
                    + "}}}}}}",
                "{'schemas':" + schemas + "}"))
        .definition()
        .inputSchema();
  }

  static ApiCalls callsTo(RecordingApi api) {
    return new ApiCalls(api::url, Settings.DEFAULT);
  }
}
