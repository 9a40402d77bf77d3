package io.imbi.assistant.http;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.exceptions.HttpStatusException;

/** What can be wrong with a request's body or parameters. */
public final class RequestProblems {

  private RequestProblems() {}

  /**
   * @param detail names the member and what is wrong with it
   */
  public static HttpStatusException unprocessable(String detail) {
    return new HttpStatusException(HttpStatus.UNPROCESSABLE_ENTITY, detail);
  }

  static HttpStatusException bodyTooLarge(int maxBytes) {
    return new HttpStatusException(
        HttpStatus.REQUEST_ENTITY_TOO_LARGE,
        "The body is larger than %d bytes".formatted(maxBytes));
  }

  static HttpStatusException bodyIsNotJson() {
    return new HttpStatusException(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The content type must be application/json");
  }

  static HttpStatusException bodyCutShort() {
    return new HttpStatusException(HttpStatus.BAD_REQUEST, "The body could not be read");
  }
}
