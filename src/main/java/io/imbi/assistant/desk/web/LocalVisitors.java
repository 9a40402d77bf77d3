package io.imbi.assistant.desk.web;

import io.imbi.assistant.delegation.Delegate;
import io.imbi.assistant.delegation.Delegates;
import io.imbi.assistant.http.ListenAddress;
import io.imbi.assistant.identity.Refusal;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lets whoever sits at this machine in without a login, in development and while nobody else can
 * reach the server. A page of somebody else's in the same browser can: it is told by the host that
 * it asked for, or by where it came from.
 */
@Singleton
final class LocalVisitors {

  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

  private final Delegates delegates;
  private final ListenAddress address;

  LocalVisitors(Delegates delegates, ListenAddress address) {
    this.delegates = delegates;
    this.address = address;
  }

  /** Whoever made a request without credentials, or a refusal. */
  Delegate admit(HttpRequest<?> request) {
    Optional<Delegate> local = address.onlyThisMachine() ? delegates.localUser() : Optional.empty();
    Delegate delegate = local.orElseThrow(() -> Problems.unauthorized(Refusal.NOT_AUTHENTICATED));
    List<String> hosts = request.getHeaders().getAll(HttpHeaders.HOST);
    if (hosts.size() != 1 || !LOOPBACK.matcher(hosts.getFirst()).matches()) {
      throw Problems.forbidden("Without a login, the host must be this machine's own name");
    }
    for (String origin : request.getHeaders().getAll(HttpHeaders.ORIGIN)) {
      if (!origin.equalsIgnoreCase("http://" + hosts.getFirst())) {
        throw Problems.forbidden("Without a login, requests must come from this server's pages");
      }
    }
    return delegate;
  }
}
