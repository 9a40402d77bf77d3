package io.imbi.assistant.database;

/**
 * How conversations, users and servers are kept in the database. One bean of this type is decided
 * at start; the adapters of each kind are marked with {@link RequiresStore}.
 */
public enum StoreKind {
  /** In tables of this service's own, on any PostgreSQL. */
  RELATIONAL,
  /** In the graph of an Imbi installation, on PostgreSQL with Apache AGE. */
  GRAPH
}
