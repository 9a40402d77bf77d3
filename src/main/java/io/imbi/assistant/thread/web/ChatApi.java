package io.imbi.assistant.thread.web;

import io.imbi.assistant.http.ErrorJson;
import io.imbi.assistant.http.EventStream;
import io.imbi.assistant.http.RequestJson;
import io.imbi.assistant.http.ToABadBody;
import io.imbi.assistant.identity.Anonymous;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.annotations.tags.Tag;

/** What an external system says for its contacts. */
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@Tag(name = "chat", description = "Messages of external systems for their contacts")
@SecurityScheme(
    name = ChatApi.KEY,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description =
        "The static key, or a token that Authentik lets use the application; nothing where neither"
            + " is configured")
@SecurityRequirement(name = ChatApi.KEY)
@Anonymous("its callers are other systems, with credentials of their own kind")
interface ChatApi {

  String KEY = "chatKey";

  String EXAMPLE =
      """
      event: status
      data: {"status":"thinking","type":"status"}

      event: result
      data: {"thread_id":"0198c0de-0000-7000-8000-000000000000","created_new_thread":true,"assistant_messages":["Two."],"events":[{"event_type":"comm.assistant_message","event_data":{"role":"assistant","content":"Two."}}]}

      """;

  @Post
  @Operation(
      operationId = "chat",
      summary = "Say something for a contact, and get the answer with all events of the run",
      description =
          "Messages in one thread are answered one after the other, in the order in which they"
              + " come. Whoever leaves before the answer finds it in the history of the next run.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = ChatBodies.Request.class))))
  @ApiResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ChatBodies.Response.class)))
  @ApiResponse(
      responseCode = "500",
      description = "The pipeline failed; the message is stored",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class),
              examples =
                  @ExampleObject("{\"detail\":\"Pipeline error: The model is overloaded\"}")))
  @ChatBodies.Errors
  @ToABadBody
  HttpResponse<String> chat(@Parameter(hidden = true) RequestJson body);

  @Post("/stream")
  @Operation(
      operationId = "chatStream",
      summary = "The same, and what is being done meanwhile",
      description =
          "Server-sent events: a `status` with `{\"status\",\"type\"}` for each report of the"
              + " pipeline, then a `result` with what the other route answers, or an `error` with"
              + " `{\"detail\"}`. Comments (`: ping`) keep the connection alive.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = ChatBodies.Request.class))))
  @ApiResponse(
      responseCode = "200",
      description = "The run's events",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM,
              schema = @Schema(type = "string"),
              examples = @ExampleObject(EXAMPLE)))
  @ChatBodies.Errors
  @ToABadBody
  HttpResponse<EventStream> stream(@Parameter(hidden = true) RequestJson body);
}
