package io.imbi.assistant.model.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.ModelRequest.ToolUseMode;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.tool.ToolDefinition;
import java.net.URI;
import java.util.List;

/** What the providers' protocols have of their own. */
sealed interface Dialect {

  /** A model that sends its one request over the given client. */
  StreamingChatModel connect(HttpClientBuilder client);

  /** Everything of a request but its messages. */
  ChatRequestParameters parameters(ModelRequest request);

  /** What must never be seen in a log line; empty if there is nothing. */
  String secret();

  /** OpenAI's chat completions, at OpenAI or anywhere else. */
  record OpenAi(URI baseUrl, String key) implements Dialect {

    static final URI HOME = URI.create("https://api.openai.com/v1");

    @Override
    public StreamingChatModel connect(HttpClientBuilder client) {
      var builder =
          OpenAiStreamingChatModel.builder()
              .httpClientBuilder(client)
              .baseUrl(baseUrl.toString())
              .logRequests(false)
              .logResponses(false);
      return (key.isEmpty() ? builder : builder.apiKey(key)).build();
    }

    @Override
    public ChatRequestParameters parameters(ModelRequest request) {
      List<ToolSpecification> tools =
          offered(request).stream().map(ToolSchemas::withDefinitions).toList();
      var parameters =
          OpenAiChatRequestParameters.builder()
              .modelName(request.model())
              .toolSpecifications(tools);
      if (!tools.isEmpty() && request.toolUse() == ToolUseMode.FORBIDDEN) {
        parameters.toolChoice(ToolChoice.NONE);
      }
      // OpenAI's newer models refuse the old name, and most others know the old name only.
      if (HOME.getHost().equals(baseUrl.getHost())) {
        parameters.maxCompletionTokens(request.maxTokens());
      } else {
        parameters.maxOutputTokens(request.maxTokens());
      }
      return parameters.build();
    }

    @Override
    public String secret() {
      return key;
    }

    @Override
    public String toString() {
      return "OpenAi[" + baseUrl + "]";
    }
  }

  /** Ollama's own protocol. */
  record Ollama(URI baseUrl) implements Dialect {

    static final URI HOME = URI.create("http://localhost:11434");

    @Override
    public StreamingChatModel connect(HttpClientBuilder client) {
      return OllamaStreamingChatModel.builder()
          .httpClientBuilder(client)
          .baseUrl(baseUrl.toString())
          .logRequests(false)
          .logResponses(false)
          .build();
    }

    @Override
    public ChatRequestParameters parameters(ModelRequest request) {
      // It knows no way to offer tools and forbid their use.
      List<ToolSpecification> tools =
          request.toolUse() == ToolUseMode.FORBIDDEN
              ? List.of()
              : offered(request).stream().map(ToolSchemas::inlined).toList();
      return OllamaChatRequestParameters.builder()
          .modelName(request.model())
          .toolSpecifications(tools)
          .maxOutputTokens(request.maxTokens())
          .build();
    }

    @Override
    public String secret() {
      return "";
    }
  }

  /** The tools whose definitions are sent; deferred ones wait until they have been searched. */
  private static List<ToolDefinition> offered(ModelRequest request) {
    return request.tools().stream()
        .filter(tool -> !tool.deferred())
        .map(OfferedTool::definition)
        .toList();
  }
}
