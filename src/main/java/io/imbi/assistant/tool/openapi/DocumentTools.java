package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.tool.openapi.OperationReader.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tools of one document.
 *
 * @param leftOut operations that should have become tools and did not, with the reason
 * @param unresolved references that lead nowhere, or out of the document; what they stand for is
 *     taken to be anything
 */
record DocumentTools(List<OpenApiTool> tools, Map<String, String> leftOut, Set<String> unresolved) {

  /** Not TRACE, because it would show the model its own token. */
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch");

  /**
   * Makes tools of a document. Stops when the thread is interrupted.
   *
   * @throws UnusableDocumentException if no tools can be made of it
   */
  static DocumentTools read(byte[] bytes, ApiCalls calls) throws UnusableDocumentException {
    Document document = Document.parse(bytes);
    try {
      return read(document, calls);
    } catch (CyclicReferenceException e) {
      throw e.asUnusable();
    }
  }

  private static DocumentTools read(Document document, ApiCalls calls)
      throws UnusableDocumentException {
    var reader = new OperationReader(document, calls);
    List<OpenApiTool> tools = new ArrayList<>();
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (Operation operation : operations(document)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new UnusableDocumentException("the document takes too long to read");
      }
      try {
        tools.add(reader.read(operation));
      } catch (CyclicReferenceException e) {
        throw e;
      } catch (RuntimeException | StackOverflowError e) {
        leftOut.put(operation.name(), String.valueOf(e.getMessage()));
      }
    }
    return new DocumentTools(List.copyOf(tools), leftOut, document.unresolved());
  }

  private static List<Operation> operations(Document document) throws UnusableDocumentException {
    Exclusions exclusions = Exclusions.of(document);
    var names = new ToolNames();
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : document.paths().properties()) {
      String path = entry.getKey();
      JsonNode pathItem = document.dereference(entry.getValue());
      for (Map.Entry<String, JsonNode> member : pathItem.properties()) {
        String method = member.getKey();
        JsonNode operation = member.getValue();
        if (METHODS.contains(method)
            && operation.isObject()
            && !exclusions.leaveOut(path, operation)) {
          operations.add(
              new Operation(
                  names.next(method, path, operation), method, path, pathItem, operation));
        }
      }
    }
    return operations;
  }
}
