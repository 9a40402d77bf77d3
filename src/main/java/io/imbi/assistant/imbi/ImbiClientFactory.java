package io.imbi.assistant.imbi;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Makes the client when it is first injected, so that only those who use it need its token. */
@Factory
final class ImbiClientFactory {

  @Singleton
  ImbiClient imbiClient(ImbiClientSettings settings, DeclarativeImbiApi api) {
    ImbiClient.baseUrl(settings.apiBaseUrl());
    var credentials = Credentials.of(settings.apiToken(), settings.userAgent());
    return new ImbiClient(new InjectedImbiApi(api, credentials), credentials);
  }
}
