package io.imbi.assistant.model.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.model.Adapter;
import io.imbi.assistant.model.WhenChosen;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.client.annotation.Client;
import reactor.core.publisher.Mono;

/** The calls of Anthropic's API whose answer is one JSON document. */
@WhenChosen(Adapter.CLAUDE)
@Client(
    value = "#{ctx[io.imbi.assistant.model.claude.AnthropicSettings].address()}",
    configuration = MessagesApiConfiguration.class)
@Header(name = "x-api-key", value = "${anthropic.api-key}")
@Header(name = MessagesApi.VERSION_HEADER, value = MessagesApi.VERSION)
interface MessagesApi {

  String VERSION_HEADER = "anthropic-version";
  String VERSION = "2023-06-01";

  /**
   * Asks for a message in one piece.
   *
   * @param request as {@link RequestWriter} writes it
   * @return the message, or the client's exception with the status, headers and body of a refusal
   */
  @Post("/v1/messages")
  Mono<JsonNode> create(@Body byte[] request);

  /**
   * Asks what a message would cost to read.
   *
   * @param request as {@link RequestWriter} writes it
   * @return {@code {"input_tokens"}}, or the client's exception as above
   */
  @Post("/v1/messages/count_tokens")
  Mono<JsonNode> countTokens(@Body byte[] request);
}
