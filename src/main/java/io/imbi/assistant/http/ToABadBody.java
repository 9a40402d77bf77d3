package io.imbi.assistant.http;

import io.micronaut.http.MediaType;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * 413, 415 and 422, of every endpoint that reads a body, as the document of the interface has them.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ApiResponse(
    responseCode = "413",
    description = "The body is larger than 1 MiB",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = ErrorJson.class)))
@ApiResponse(
    responseCode = "415",
    description = "The body is not called JSON",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = ErrorJson.class)))
@ApiResponse(
    responseCode = "422",
    description = "The body is not as described; the detail names the member",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = ErrorJson.class),
            examples = @ExampleObject("{\"detail\":\"member: must be a string\"}")))
public @interface ToABadBody {}
