package io.imbi.assistant.tool.openapi;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.imbi.ImbiRequest;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Singleton;
import java.net.URI;

/** The API where {@code IMBI_INTERNAL_API_URL} says that it is. */
@Singleton
@Secondary
final class ConfiguredLocation implements ImbiApiLocation {

  private final URI baseUri;

  ConfiguredLocation(InternalApiSettings settings) {
    try {
      baseUri = URI.create(settings.internalApiUrl());
      ImbiRequest.builder("GET", baseUri, "/");
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "IMBI_INTERNAL_API_URL",
          "must be http:// or https://, a host, and perhaps a port and a path");
    }
  }

  @Override
  public URI baseUri() {
    return baseUri;
  }
}
