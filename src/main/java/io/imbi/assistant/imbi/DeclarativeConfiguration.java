package io.imbi.assistant.imbi;

import io.micronaut.http.client.DefaultHttpClientConfiguration;
import io.micronaut.http.client.HttpClientConfiguration;
import io.micronaut.runtime.ApplicationConfiguration;
import jakarta.inject.Singleton;

/** Micronaut's client, made to leave redirects to whoever asked. */
@Singleton
final class DeclarativeConfiguration extends HttpClientConfiguration {

  private final ConnectionPoolConfiguration pool;

  DeclarativeConfiguration(
      ApplicationConfiguration application,
      DefaultHttpClientConfiguration.DefaultConnectionPoolConfiguration pool,
      ImbiClientSettings settings) {
    super(application);
    this.pool = pool;
    setFollowRedirects(false);
    setMaxContentLength(DirectImbiApi.MAX_BYTES);
    if (settings.timeout() != null) {
      setReadTimeout(settings.timeout());
    }
  }

  @Override
  public ConnectionPoolConfiguration getConnectionPoolConfiguration() {
    return pool;
  }
}
