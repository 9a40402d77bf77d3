package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import java.io.Serial;
import java.util.List;

/** A request that is answered with an error status. Its detail goes out as {@code detail}. */
final class ApiError extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final transient JsonNode detail;

  private ApiError(int status, JsonNode detail) {
    super(status + " " + detail, null, false, false);
    this.status = status;
    this.detail = detail;
  }

  int status() {
    return status;
  }

  JsonNode detail() {
    return detail;
  }

  static ApiError badRequest(String detail) {
    return of(400, detail);
  }

  static ApiError forbidden(String detail) {
    return of(403, detail);
  }

  static ApiError notFound(String detail) {
    return of(404, detail);
  }

  static ApiError conflict(String detail) {
    return of(409, detail);
  }

  /** A request that reads well and cannot be carried out as it is. */
  static ApiError unprocessable(String detail) {
    return of(422, detail);
  }

  /** A request with members that are missing or wrong, each told with its place. */
  static ApiError invalid(List<Problem> problems) {
    var list = Json.array();
    problems.forEach(problem -> list.add(problem.json()));
    return new ApiError(422, list);
  }

  private static ApiError of(int status, String detail) {
    return new ApiError(status, Json.text(detail));
  }
}
