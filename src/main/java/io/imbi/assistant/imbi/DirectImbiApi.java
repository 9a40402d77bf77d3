package io.imbi.assistant.imbi;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The operations without a bean context. */
final class DirectImbiApi implements ImbiApi {

  /** That of Micronaut's client, so that both ways behave alike. */
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  static final int MAX_BYTES = 10 * 1024 * 1024;

  private static final String JSON = "application/json";

  private final ImbiHttp http = new ImbiHttp();
  private final URI base;
  private final Credentials credentials;
  private final ImbiHttp.Limits limits;

  DirectImbiApi(URI base, Credentials credentials, Duration timeout) {
    this.base = base;
    this.credentials = credentials;
    this.limits = new ImbiHttp.Limits(timeout, MAX_BYTES);
  }

  @Override
  public ImbiResponse createRelease(String org, String project, byte[] body) {
    return send(request("POST", RELEASES, Map.of("org", org, "project", project)).body(JSON, body));
  }

  @Override
  public ImbiResponse recordDeployment(
      String org, String project, String version, String env, byte[] body) {
    return send(
        request(
                "POST",
                DEPLOYMENT,
                Map.of("org", org, "project", project, "version", version, "env", env))
            .body(JSON, body));
  }

  @Override
  public ImbiResponse patchProject(String org, String project, byte[] operations) {
    return send(
        request("PATCH", PROJECT, Map.of("org", org, "project", project)).body(JSON, operations));
  }

  @Override
  public ImbiResponse findUserByIdentity(String plugin, String subject) {
    return send(
        request("GET", USER_BY_IDENTITY, Map.of())
            .query("plugin_slug", plugin)
            .query("subject", subject));
  }

  @Override
  public void close() {
    http.close();
  }

  private ImbiRequest.Builder request(String method, String template, Map<String, String> values) {
    return ImbiRequest.builder(method, base, PathTemplate.parse(template).expand(values))
        .header("Authorization", credentials.authorization())
        .header("User-Agent", credentials.userAgent())
        .header("Accept", JSON);
  }

  private ImbiResponse send(ImbiRequest.Builder builder) {
    ImbiRequest request = builder.build();
    try {
      return http.send(request, limits);
    } catch (IOException e) {
      throw new ImbiTransportException(request.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImbiTransportException(request.toString(), e);
    }
  }
}
