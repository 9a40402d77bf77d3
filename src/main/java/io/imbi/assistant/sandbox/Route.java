package io.imbi.assistant.sandbox;

import java.util.Set;
import java.util.function.Supplier;

/** An operation of the API. */
sealed interface Route {

  String method();

  Path path();

  /** Answers everybody the same. */
  record Open(String method, Path path, Supplier<Reply> handler) implements Route {}

  /**
   * Answers callers who have identified themselves.
   *
   * @param permissions what the caller must be granted, all of it
   */
  record Guarded(String method, Path path, Set<String> permissions, Handler handler)
      implements Route {}

  /** Does what is asked, or throws an {@link ApiError} and changes nothing. */
  @FunctionalInterface
  interface Handler {
    Reply handle(Request request);
  }

  static Route open(String method, String path, Supplier<Reply> handler) {
    return new Open(method, Path.of(path), handler);
  }

  static Route guarded(String method, String path, String permission, Handler handler) {
    return new Guarded(method, Path.of(path), Set.of(permission), handler);
  }

  static Route identified(String method, String path, Handler handler) {
    return new Guarded(method, Path.of(path), Set.of(), handler);
  }
}
