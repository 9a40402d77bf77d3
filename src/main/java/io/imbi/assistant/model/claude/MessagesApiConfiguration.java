package io.imbi.assistant.model.claude;

import io.imbi.assistant.model.Adapter;
import io.imbi.assistant.model.WhenChosen;
import io.micronaut.http.client.HttpClientConfiguration;
import io.micronaut.runtime.ApplicationConfiguration;
import jakarta.inject.Singleton;

/** Bounds of the calls whose answer is one JSON document. */
@Singleton
@WhenChosen(Adapter.CLAUDE)
final class MessagesApiConfiguration extends HttpClientConfiguration {

  private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  private final ConnectionPoolConfiguration pool = new ConnectionPoolConfiguration();

  MessagesApiConfiguration(ApplicationConfiguration application, AnthropicSettings settings) {
    super(application);
    setConnectTimeout(settings.connectTimeout());
    setReadTimeout(settings.idleTimeout());
    setMaxContentLength(MAX_ANSWER_BYTES);
    setFollowRedirects(false);
  }

  @Override
  public ConnectionPoolConfiguration getConnectionPoolConfiguration() {
    return pool;
  }
}
