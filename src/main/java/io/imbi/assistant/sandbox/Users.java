package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import java.util.List;

/** The operations on users. */
final class Users {

  private final Company company;

  Users(Company company) {
    this.company = company;
  }

  List<Route> routes() {
    return List.of(
        Route.identified("GET", "/api/users/me", this::me),
        Route.guarded("GET", "/api/users/by-identity", "user:read", this::byIdentity));
  }

  private Reply me(Request request) {
    return switch (request.caller().principal()) {
      case Principal.User user -> {
        ObjectNode json = json(user.email(), user.displayName());
        json.put("is_admin", user.permissions().administrator());
        var permissions = json.putArray("permissions");
        user.permissions().names().stream().sorted().forEach(permissions::add);
        yield Reply.ok(json);
      }
      case Principal.ServiceAccount _ ->
          throw ApiError.forbidden("This endpoint requires user authentication");
    };
  }

  private Reply byIdentity(Request request) {
    String plugin = request.query().required("plugin_slug");
    String subject = request.query().required("subject");
    return company
        .person(plugin, subject)
        .map(person -> Reply.ok(json(person.email(), person.displayName())))
        .orElseThrow(
            () -> ApiError.notFound("No user is known to '%s' as '%s'".formatted(plugin, subject)));
  }

  private static ObjectNode json(String email, String displayName) {
    return Json.object()
        .put("email", email)
        .put("display_name", displayName)
        .put("is_active", true)
        .put("is_service_account", false);
  }
}
