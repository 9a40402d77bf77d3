package io.imbi.assistant.imbi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records releases and deployments with the Imbi API, patches projects and finds users, as one
 * service account.
 *
 * <p>Every method gives the answer as it came, whatever its status, and logs a failure at WARN. The
 * methods block, so call them on a virtual thread. An instance may be shared; inject it, or build
 * it and close it.
 *
 * <p>All methods throw {@link RefusedPathException} for a path segment that would lead elsewhere,
 * and all but {@link #findUserByIdentity} throw {@link ImbiTransportException} if there is no
 * answer.
 */
public final class ImbiClient implements AutoCloseable {

  public static final String DEFAULT_BASE_URL = "http://imbi-api:8000";

  static final String BASE_URL_VARIABLE = "IMBI_CLIENT_API_BASE_URL";
  static final String TOKEN_VARIABLE = "IMBI_CLIENT_API_TOKEN";
  static final String USER_AGENT_VARIABLE = "IMBI_CLIENT_USER_AGENT";

  private static final Logger LOG = LoggerFactory.getLogger(ImbiClient.class);

  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final JsonMapper mapper =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private final ImbiApi api;
  private final LogText logText;

  ImbiClient(ImbiApi api, Credentials credentials) {
    this.api = api;
    this.logText = new LogText(mapper, credentials.token());
  }

  /**
   * Starts to build a client outside a bean context.
   *
   * @param token sent with every request
   */
  public static Builder builder(URI baseUrl, String token) {
    return new Builder(baseUrl, token);
  }

  /**
   * Builds a client from {@code IMBI_CLIENT_API_BASE_URL}, {@code IMBI_CLIENT_API_TOKEN} and {@code
   * IMBI_CLIENT_USER_AGENT}.
   *
   * @param environment such as {@link System#getenv()}
   * @throws IllegalArgumentException naming the variable that is missing or wrong
   */
  public static ImbiClient fromEnvironment(Map<String, String> environment) {
    return new Builder(
            baseUrl(environment.getOrDefault(BASE_URL_VARIABLE, DEFAULT_BASE_URL)),
            environment.get(TOKEN_VARIABLE))
        .userAgent(environment.get(USER_AGENT_VARIABLE))
        .build();
  }

  /**
   * Creates a release of a project. 409, a release that exists already, is not a failure.
   *
   * @param body {@code version}, {@code title}, and perhaps {@code created_by} and more
   */
  public ImbiResponse createRelease(String org, String project, Map<String, ?> body) {
    String path = path(ImbiApi.RELEASES, Map.of("org", org, "project", project));
    ImbiResponse response = api.createRelease(org, project, json(body));
    if (!response.isSuccess() && response.status() != CONFLICT) {
      warn("create the release", path, response);
    }
    return response;
  }

  /**
   * Records that a release was deployed to an environment. 404, a release that does not exist, is
   * not a failure.
   *
   * @param body {@code status}, and perhaps {@code note} and more
   */
  public ImbiResponse recordDeployment(
      String org, String project, String version, String env, Map<String, ?> body) {
    String path =
        path(
            ImbiApi.DEPLOYMENT,
            Map.of("org", org, "project", project, "version", version, "env", env));
    ImbiResponse response = api.recordDeployment(org, project, version, env, json(body));
    if (!response.isSuccess() && response.status() != NOT_FOUND) {
      warn("record the deployment", path, response);
    }
    return response;
  }

  /**
   * Changes a project.
   *
   * @param operations a JSON Patch (RFC 6902)
   */
  public ImbiResponse patchProject(
      String org, String project, List<? extends Map<String, ?>> operations) {
    String path = path(ImbiApi.PROJECT, Map.of("org", org, "project", project));
    ImbiResponse response = api.patchProject(org, project, json(operations));
    if (!response.isSuccess()) {
      warn("patch the project", path, response);
    }
    return response;
  }

  /**
   * Finds the user who is known to an identity plugin under a subject.
   *
   * @return the user's e-mail address; empty if there is none, and, with a warning in the log, if
   *     the API fails, gives no answer or one that is not JSON
   */
  public Optional<String> findUserByIdentity(String plugin, String subject) {
    String user = logText.line(plugin + " subject " + subject);
    ImbiResponse response;
    try {
      response = api.findUserByIdentity(plugin, subject);
    } catch (ImbiTransportException e) {
      LOG.warn("Failed to find the user of {}: {}", user, logText.line(e.toString()));
      return Optional.empty();
    }
    if (response.status() == NOT_FOUND) {
      return Optional.empty();
    }
    if (!response.isSuccess()) {
      warn("find the user of", user, response);
      return Optional.empty();
    }
    try {
      JsonNode email = mapper.readTree(response.text()).path("email");
      return Optional.ofNullable(email.textValue()).filter(text -> !text.isBlank());
    } catch (JsonProcessingException e) {
      LOG.warn("Failed to find the user of {}: the answer is not JSON", user);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    api.close();
  }

  @Override
  public String toString() {
    return "ImbiClient";
  }

  static URI baseUrl(String text) {
    try {
      URI url = URI.create(text);
      ImbiRequest.builder("GET", url, "/");
      return url;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          BASE_URL_VARIABLE + ": set it to a URL such as " + DEFAULT_BASE_URL, e);
    }
  }

  /** Fills the path for the log, and refuses what must not stand in one before anything is sent. */
  private static String path(String template, Map<String, String> values) {
    return PathTemplate.parse(template).expand(values);
  }

  private byte[] json(Object body) {
    try {
      return mapper.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The body cannot be written as JSON", e);
    }
  }

  private void warn(String what, String where, ImbiResponse response) {
    LOG.warn(
        "Failed to {} {}: HTTP {}: {}", what, where, response.status(), logText.body(response));
  }

  /** Builds a client outside a bean context. */
  public static final class Builder {

    private final URI baseUrl;
    private final @Nullable String token;
    private @Nullable String userAgent;
    private Duration timeout = DirectImbiApi.DEFAULT_TIMEOUT;

    private Builder(URI baseUrl, @Nullable String token) {
      this.baseUrl = baseUrl(baseUrl.toString());
      this.token = token;
    }

    /** Says who is calling; {@code imbi-assistant/VERSION} if null. */
    public Builder userAgent(@Nullable String newUserAgent) {
      userAgent = newUserAgent;
      return this;
    }

    /** Bounds each call as a whole; 10 s unless set. */
    public Builder timeout(Duration newTimeout) {
      timeout = newTimeout;
      return this;
    }

    /**
     * Builds the client.
     *
     * @throws IllegalArgumentException if the token is blank
     */
    public ImbiClient build() {
      var credentials = Credentials.of(token, userAgent);
      return new ImbiClient(new DirectImbiApi(baseUrl, credentials, timeout), credentials);
    }
  }
}
