package io.imbi.assistant.imbi;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.client.annotation.Client;

/** The API as Micronaut's client calls it; an error's body is read like any other. */
@Client(
    value = "${imbi.client.api-base-url:`" + ImbiClient.DEFAULT_BASE_URL + "`}",
    configuration = DeclarativeConfiguration.class,
    errorType = byte[].class)
@Header(name = HttpHeaders.ACCEPT, value = MediaType.APPLICATION_JSON)
interface DeclarativeImbiApi {

  @Post(ImbiApi.RELEASES)
  HttpResponse<byte[]> createRelease(
      @Header(HttpHeaders.AUTHORIZATION) String authorization,
      @Header(HttpHeaders.USER_AGENT) String userAgent,
      String org,
      String project,
      @Body byte[] body);

  @Post(ImbiApi.DEPLOYMENT)
  HttpResponse<byte[]> recordDeployment(
      @Header(HttpHeaders.AUTHORIZATION) String authorization,
      @Header(HttpHeaders.USER_AGENT) String userAgent,
      String org,
      String project,
      String version,
      String env,
      @Body byte[] body);

  @Patch(ImbiApi.PROJECT)
  HttpResponse<byte[]> patchProject(
      @Header(HttpHeaders.AUTHORIZATION) String authorization,
      @Header(HttpHeaders.USER_AGENT) String userAgent,
      String org,
      String project,
      @Body byte[] operations);

  @Get(ImbiApi.USER_BY_IDENTITY)
  HttpResponse<byte[]> findUserByIdentity(
      @Header(HttpHeaders.AUTHORIZATION) String authorization,
      @Header(HttpHeaders.USER_AGENT) String userAgent,
      @QueryValue("plugin_slug") String plugin,
      @QueryValue String subject);
}
