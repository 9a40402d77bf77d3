/**
 * The PostgreSQL behind everything that is stored: which server it is ({@code POSTGRES_URL}, or in
 * development a server that this process starts itself), the pool of connections to it, and which
 * kind of store is kept in it.
 *
 * <p>The service's own tables stand in the schema {@code imbi_assistant}, so that an Imbi
 * installation's database can be shared. Their migrations are {@code db/migration/Vn_m__*.sql}; the
 * first number is the feature's: 1 conversations. Every statement names the schema, since with
 * Apache AGE the search path belongs to the graph.
 *
 * <p>May use nothing of the rest but {@code json} and {@code deployment}.
 */
@NullMarked
package io.imbi.assistant.database;

import org.jspecify.annotations.NullMarked;
