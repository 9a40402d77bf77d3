package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * All that the sandbox knows, in memory. Not thread-safe: the server answers one request after the
 * other.
 */
final class Company {

  private final Map<String, Organization> organizations = new TreeMap<>();
  private final Map<String, Person> people = new TreeMap<>();
  private final Clock clock;
  private final Supplier<String> ids;
  private Duration behind = Duration.ZERO;

  /**
   * @param ids gives a new id at each call
   */
  Company(Clock clock, Supplier<String> ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Somebody who works there.
   *
   * @param identities plugin slug to the name by which that plugin knows the person
   */
  record Person(String email, String displayName, Map<String, String> identities) {
    Person {
      identities = Map.copyOf(identities);
    }
  }

  Instant now() {
    return clock.instant().minus(behind).truncatedTo(ChronoUnit.MILLIS);
  }

  /** Lets something happen as if it had happened before now. */
  void inThePast(Duration ago, Runnable happening) {
    Duration before = behind;
    behind = ago;
    try {
      happening.run();
    } finally {
      behind = before;
    }
  }

  Entry newEntry(ObjectNode fields) {
    return new Entry(ids.get(), fields, now(), Optional.empty());
  }

  void add(Person person) {
    people.put(person.email(), person);
  }

  Optional<Person> person(String plugin, String subject) {
    return people.values().stream()
        .filter(person -> subject.equals(person.identities().get(plugin)))
        .findFirst();
  }

  List<Organization> organizations() {
    return organizations.values().stream()
        .sorted(Comparator.comparing(organization -> organization.entry().name()))
        .toList();
  }

  Organization organization(String slug) {
    Organization organization = organizations.get(slug);
    if (organization == null) {
      throw ApiError.notFound("Organization with slug '" + slug + "' not found");
    }
    return organization;
  }

  void add(Organization organization) {
    String slug = organization.entry().slug();
    refuseTaken(organizations.keySet(), slug, "Organization");
    organizations.put(slug, organization);
  }

  void remove(Organization organization) {
    organizations.remove(organization.entry().slug());
  }

  static void refuseTaken(Collection<String> taken, String slug, String what) {
    if (taken.contains(slug)) {
      throw ApiError.conflict(what + " with slug '" + slug + "' already exists");
    }
  }
}
