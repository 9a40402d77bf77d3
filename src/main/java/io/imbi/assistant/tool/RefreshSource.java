package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.ToolSource.Refresh;
import io.micronaut.context.BeanProvider;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tool by which the model has the API's document and the external servers read anew. Whoever
 * asks while a refresh is under way gets the result of that one.
 */
@Singleton
final class RefreshSource implements ToolSource {

  static final String NAME = "refresh_openapi_spec";

  private static final Logger LOG = LoggerFactory.getLogger(RefreshSource.class);

  private final Supplier<List<ToolSource>> sources;
  private final List<Tool> tools = List.of(new RefreshTool());
  private @Nullable CompletableFuture<Refreshed> underWay;

  /** Asks for the sources late, because this is one of them. */
  @Inject
  RefreshSource(BeanProvider<ToolSource> sources) {
    this(() -> sources.stream().toList());
  }

  RefreshSource(Supplier<List<ToolSource>> sources) {
    this.sources = sources;
  }

  @Override
  public ToolOrigin origin() {
    return ToolOrigin.REFRESH;
  }

  @Override
  public List<Tool> tools() {
    return tools;
  }

  private synchronized CompletableFuture<Refreshed> refreshAll() {
    if (underWay != null && !underWay.isDone()) {
      return underWay;
    }
    List<ToolSource> all = sources.get();
    CompletableFuture<Part> openApi = refresh(all, ToolOrigin.OPENAPI);
    CompletableFuture<Part> mcp = refresh(all, ToolOrigin.MCP);
    underWay = openApi.thenCombine(mcp, Refreshed::new);
    return underWay;
  }

  private static CompletableFuture<Part> refresh(List<ToolSource> all, ToolOrigin origin) {
    return all.stream()
        .filter(source -> source.origin() == origin)
        .map(
            source ->
                CompletableFuture.supplyAsync(
                    () -> refresh(source), Thread.ofVirtual().name("refresh-" + origin)::start))
        .reduce((one, other) -> one.thenCombine(other, Part::and))
        .orElse(CompletableFuture.completedFuture(Part.NOTHING));
  }

  private static Part refresh(ToolSource source) {
    try {
      return switch (source.refresh()) {
        case Refresh.Succeeded(int toolCount) -> new Part(toolCount, List.of());
        case Refresh.Failed(int toolCount, String error) -> new Part(toolCount, List.of(error));
      };
    } catch (RuntimeException e) {
      LOG.error("The {} tools could not be refreshed", source.origin(), e);
      return new Part(source.tools().size(), List.of("internal error"));
    }
  }

  /** What became of the sources of one origin. */
  private record Part(int toolCount, List<String> errors) {

    static final Part NOTHING = new Part(0, List.of());

    boolean succeeded() {
      return errors.isEmpty();
    }

    Part and(Part other) {
      return new Part(
          toolCount + other.toolCount,
          Stream.concat(errors.stream(), other.errors.stream()).toList());
    }

    ObjectNode toJson() {
      ObjectNode json = Json.object().put("success", succeeded()).put("tool_count", toolCount);
      if (!succeeded()) {
        json.put("error", String.join("; ", errors));
      }
      return json;
    }
  }

  private record Refreshed(Part openApi, Part mcp) {

    ToolOutcome outcome() {
      boolean success = openApi.succeeded() && mcp.succeeded();
      ObjectNode result =
          Json.object()
              .put("success", success)
              .put("tool_count", openApi.toolCount() + mcp.toolCount());
      result.set("openapi", openApi.toJson());
      result.set("external_mcp", mcp.toJson());
      String text = Json.write(result);
      return success ? ToolOutcome.success(text) : ToolOutcome.failure(text);
    }
  }

  private final class RefreshTool implements Tool {

    private final ToolDefinition definition =
        new ToolDefinition(
            NAME,
            "Read the Imbi API's description again and reconnect the external tool servers. Call it"
                + " when a tool that should exist is missing; the refreshed tools can be called"
                + " from the next message on.",
            noArguments());

    @Override
    public ToolDefinition definition() {
      return definition;
    }

    @Override
    public ToolOrigin origin() {
      return ToolOrigin.REFRESH;
    }

    /** Changes what is offered, and nothing of the user's. */
    @Override
    public Effect effect() {
      return Effect.READ_ONLY;
    }

    @Override
    public ToolOutcome call(ToolCall call) throws InterruptedException {
      try {
        return refreshAll().get().outcome();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }

    private static ObjectNode noArguments() {
      ObjectNode schema = Json.object().put("type", "object");
      schema.putObject("properties");
      return schema.put("additionalProperties", false);
    }
  }
}
