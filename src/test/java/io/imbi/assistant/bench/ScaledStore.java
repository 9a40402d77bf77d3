package io.imbi.assistant.bench;

import io.imbi.assistant.identity.Owner;
import java.util.Map;
import java.util.UUID;

/** A database with so many users, ten conversations for each, and two messages in each of them. */
interface ScaledStore extends AutoCloseable {

  int CONVERSATIONS_EACH = 10;

  /** The first user has one conversation in so many. */
  int BUSY_SHARE = 20;

  String MESSAGE = "lorem ipsum ".repeat(20);

  /** A secret that {@link #HASH} is the hash of, at next to no cost: the database is measured. */
  String SECRET = "x";

  String HASH =
      "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0MTIzNA$QnbrhjzrNi3yUFg3dg2p/4VjuFdM8Xhf5ZbYDFtJVRs";

  /** Settings of an application on it. */
  Map<String, Object> settings();

  /** Called when an application has made what it needs. */
  void fill(int users);

  /** Whether users are looked up, and API keys accepted: {@code ik_N_x} of user N. */
  boolean hasDirectory();

  /** How the database runs the statements that were measured, by what they are for. */
  Map<String, String> plans(Owner owner, UUID conversation);

  @Override
  void close();

  static Owner owner(int user) {
    return new Owner("user" + user + "@example.com");
  }
}
