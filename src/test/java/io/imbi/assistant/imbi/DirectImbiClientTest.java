package io.imbi.assistant.imbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The client without a bean context. */
class DirectImbiClientTest extends ImbiClientContract {

  private final List<ImbiClient> made = new ArrayList<>();

  @Override
  ImbiClient make(
      String baseUrl,
      @Nullable String token,
      @Nullable String userAgent,
      @Nullable Duration timeout) {
    ImbiClient client;
    if (timeout == null || token == null) {
      Map<String, String> environment = new HashMap<>();
      environment.put("IMBI_CLIENT_API_BASE_URL", baseUrl);
      if (token != null) {
        environment.put("IMBI_CLIENT_API_TOKEN", token);
      }
      if (userAgent != null) {
        environment.put("IMBI_CLIENT_USER_AGENT", userAgent);
      }
      client = ImbiClient.fromEnvironment(environment);
    } else {
      client =
          ImbiClient.builder(URI.create(baseUrl), token)
              .userAgent(userAgent)
              .timeout(timeout)
              .build();
    }
    made.add(client);
    return client;
  }

  @Override
  void release() {
    made.forEach(ImbiClient::close);
  }

  @Test
  void anUnreachableApiIsNoUser() {
    ImbiClient client = make("http://127.0.0.1:1", "t", null, null);

    assertThat(client.findUserByIdentity("github", "7")).isEmpty();
  }
}
