package io.imbi.assistant.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.exceptions.HttpStatusException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps foreign web pages out. A page whose host name is made to point at the reader's own machine
 * can send requests to a server there; its browser says, in {@code Origin}, whose page it is.
 * Programs send none.
 */
public final class OriginPolicy {

  private final Set<Origin> allowed;

  /**
   * @param allowed origins of pages, beside those on this machine; URLs count as their origin
   */
  public OriginPolicy(Collection<String> allowed) {
    this.allowed =
        allowed.stream()
            .flatMap(text -> Origin.parse(text).stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * @throws HttpStatusException 403 if the request is a foreign page's
   */
  public void check(HttpRequest<?> request) {
    List<String> origins = request.getHeaders().getAll(HttpHeaders.ORIGIN);
    if (!origins.stream().allMatch(this::isAllowed)) {
      throw new HttpStatusException(
          HttpStatus.FORBIDDEN, "Requests of web pages from this origin are not accepted");
    }
  }

  /**
   * For a server that listens on this machine alone: the name by which it is asked for, which a
   * page cannot choose freely either.
   *
   * @throws HttpStatusException 403 if the request is meant for another machine
   */
  public void checkHost(HttpRequest<?> request) {
    List<String> hosts = request.getHeaders().getAll(HttpHeaders.HOST);
    if (!hosts.stream().allMatch(this::isAllowedHost)) {
      throw new HttpStatusException(
          HttpStatus.FORBIDDEN, "Requests for this host are not accepted here");
    }
  }

  private boolean isAllowed(String text) {
    return Origin.parse(text)
        .filter(origin -> origin.isOnThisMachine() || allowed.contains(origin))
        .isPresent();
  }

  private boolean isAllowedHost(String text) {
    return Origin.parse("http://" + text)
        .filter(
            asked ->
                asked.isOnThisMachine()
                    || allowed.stream().anyMatch(own -> own.host().equals(asked.host())))
        .isPresent();
  }
}
