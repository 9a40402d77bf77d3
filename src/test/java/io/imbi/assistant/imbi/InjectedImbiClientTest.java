package io.imbi.assistant.imbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The client as it is injected. */
class InjectedImbiClientTest extends ImbiClientContract {

  private final List<ApplicationContext> contexts = new ArrayList<>();

  @Override
  ImbiClient make(
      String baseUrl,
      @Nullable String token,
      @Nullable String userAgent,
      @Nullable Duration timeout) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("imbi.client.api-base-url", baseUrl);
    if (token != null) {
      properties.put("imbi.client.api-token", token);
    }
    if (userAgent != null) {
      properties.put("imbi.client.user-agent", userAgent);
    }
    if (timeout != null) {
      properties.put("imbi.client.timeout", timeout);
    }
    return start(properties).getBean(ImbiClient.class);
  }

  @Override
  void release() {
    contexts.forEach(ApplicationContext::close);
  }

  @Test
  void defaults() {
    ImbiClientSettings settings = start(Map.of()).getBean(ImbiClientSettings.class);

    assertThat(settings)
        .isEqualTo(new ImbiClientSettings("http://imbi-api:8000", null, null, null));
  }

  @Test
  void theSettingsDoNotShowTheToken() {
    ImbiClientSettings settings =
        start(Map.of("imbi.client.api-token", "s3cr3t")).getBean(ImbiClientSettings.class);

    assertThat(settings.apiToken()).isEqualTo("s3cr3t");
    assertThat(settings.toString()).doesNotContain("s3cr3t");
  }

  private ApplicationContext start(Map<String, Object> properties) {
    ApplicationContext context =
        ApplicationContext.builder(properties).enableDefaultPropertySources(false).start();
    contexts.add(context);
    return context;
  }
}
