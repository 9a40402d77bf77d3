package io.imbi.assistant.web;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.exceptions.HttpStatusException;

/** The errors of the interface, each in its own words. */
final class Problems {

  private Problems() {}

  static HttpStatusException conversationNotFound() {
    return new HttpStatusException(HttpStatus.NOT_FOUND, "Conversation not found");
  }

  static HttpStatusException noTurnRunning() {
    return new HttpStatusException(HttpStatus.NOT_FOUND, "No turn is running in this conversation");
  }

  static HttpStatusException noSuchApproval() {
    return new HttpStatusException(HttpStatus.NOT_FOUND, "No such call waits for approval");
  }

  static HttpStatusException turnElsewhere() {
    return new HttpStatusException(
        HttpStatus.CONFLICT, "The turn is running on another replica of the service");
  }

  static HttpStatusException turnRunning() {
    return new HttpStatusException(
        HttpStatus.CONFLICT, "A turn is already running in this conversation");
  }

  static HttpStatusException turnLimitReached() {
    return new HttpStatusException(
        HttpStatus.BAD_REQUEST,
        "Conversation has reached the maximum number of turns. Start a new conversation.");
  }

  static HttpStatusException assistantUnavailable() {
    return new HttpStatusException(HttpStatus.SERVICE_UNAVAILABLE, "AI assistant is not available");
  }

  static HttpStatusException unauthorized(String detail) {
    return new HttpStatusException(HttpStatus.UNAUTHORIZED, detail);
  }

  static HttpStatusException userRequired() {
    return new HttpStatusException(
        HttpStatus.FORBIDDEN, "This endpoint requires user authentication");
  }

  static HttpStatusException administratorRequired() {
    return new HttpStatusException(
        HttpStatus.FORBIDDEN, "This endpoint is for administrators only");
  }

  static HttpStatusException identityUnavailable() {
    return new HttpStatusException(
        HttpStatus.SERVICE_UNAVAILABLE, "Credentials cannot be checked at the moment. Try again.");
  }
}
