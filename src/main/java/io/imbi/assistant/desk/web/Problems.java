package io.imbi.assistant.desk.web;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.exceptions.HttpStatusException;

/** The errors of the interface, each in its own words. */
final class Problems {

  private Problems() {}

  static HttpStatusException conversationNotFound() {
    return new HttpStatusException(HttpStatus.NOT_FOUND, "Conversation not found");
  }

  static HttpStatusException notFound(String what) {
    return new HttpStatusException(HttpStatus.NOT_FOUND, what + " not found");
  }

  static HttpStatusException badRequest(String detail) {
    return new HttpStatusException(HttpStatus.BAD_REQUEST, detail);
  }

  static HttpStatusException unauthorized(String detail) {
    return new HttpStatusException(HttpStatus.UNAUTHORIZED, detail);
  }

  static HttpStatusException forbidden(String detail) {
    return new HttpStatusException(HttpStatus.FORBIDDEN, detail);
  }

  static HttpStatusException identityUnavailable() {
    return new HttpStatusException(
        HttpStatus.SERVICE_UNAVAILABLE, "Credentials cannot be checked at the moment. Try again.");
  }
}
