package io.imbi.assistant.imbi;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.client.exceptions.HttpClientException;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import java.util.function.Supplier;

/** The operations in a bean context. */
final class InjectedImbiApi implements ImbiApi {

  private static final byte[] NO_BODY = {};

  private final DeclarativeImbiApi api;
  private final Credentials credentials;

  InjectedImbiApi(DeclarativeImbiApi api, Credentials credentials) {
    this.api = api;
    this.credentials = credentials;
  }

  @Override
  public ImbiResponse createRelease(String org, String project, byte[] body) {
    return send(
        "POST " + RELEASES,
        () ->
            api.createRelease(
                credentials.authorization(), credentials.userAgent(), org, project, body));
  }

  @Override
  public ImbiResponse recordDeployment(
      String org, String project, String version, String env, byte[] body) {
    return send(
        "POST " + DEPLOYMENT,
        () ->
            api.recordDeployment(
                credentials.authorization(),
                credentials.userAgent(),
                org,
                project,
                version,
                env,
                body));
  }

  @Override
  public ImbiResponse patchProject(String org, String project, byte[] operations) {
    return send(
        "PATCH " + PROJECT,
        () ->
            api.patchProject(
                credentials.authorization(), credentials.userAgent(), org, project, operations));
  }

  @Override
  public ImbiResponse findUserByIdentity(String plugin, String subject) {
    return send(
        "GET " + USER_BY_IDENTITY,
        () ->
            api.findUserByIdentity(
                credentials.authorization(), credentials.userAgent(), plugin, subject));
  }

  /** The client belongs to the context. */
  @Override
  public void close() {}

  private static ImbiResponse send(String request, Supplier<HttpResponse<byte[]>> call) {
    try {
      return raw(call.get());
    } catch (HttpClientResponseException e) {
      return raw(e.getResponse());
    } catch (HttpClientException e) {
      throw new ImbiTransportException(request, e);
    }
  }

  private static ImbiResponse raw(HttpResponse<?> response) {
    return new ImbiResponse(
        response.code(),
        response.getHeaders().asMap(),
        response.getBody(byte[].class).orElse(NO_BODY));
  }
}
