package io.imbi.assistant.web;

import io.imbi.assistant.http.ErrorJson;
import io.micronaut.http.MediaType;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The errors that several endpoints answer with, as the document of the interface has them. */
final class Answers {

  private Answers() {}

  /** 401 and 403: of every endpoint that acts for a person. */
  @Inherited
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "401",
      description = "There is no valid credential",
      headers = @Header(name = "WWW-Authenticate", schema = @Schema(type = "string")),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class),
              examples = @ExampleObject("{\"detail\":\"Token has expired\"}")))
  @ApiResponse(
      responseCode = "403",
      description = "The credential is a service account's",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class),
              examples =
                  @ExampleObject("{\"detail\":\"This endpoint requires user authentication\"}")))
  @interface OnlyToAPerson {}

  @Inherited
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "404",
      description = "There is no such conversation, or it is somebody else's",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class),
              examples = @ExampleObject("{\"detail\":\"Conversation not found\"}")))
  @interface NotFound {}

  @Inherited
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ApiResponse(
      responseCode = "503",
      description = "The assistant is disabled or has no model to talk to",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ErrorJson.class),
              examples = @ExampleObject("{\"detail\":\"AI assistant is not available\"}")))
  @interface WithoutAnAssistant {}
}
