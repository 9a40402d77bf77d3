package io.imbi.assistant.web;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** What the document of the HTTP interface says of the whole. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Imbi Assistant",
            version = "1",
            description =
                "The AI assistant of the Imbi service-management platform. Every error is JSON"
                    + " with a `detail` that says what was wrong."))
@SecurityScheme(
    name = ApiDocument.BEARER,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "JWT",
    description = "An access token of the platform, or an API key (`ik_…`)")
final class ApiDocument {

  /** The name of the bearer scheme. */
  static final String BEARER = "bearer";

  private ApiDocument() {}
}
