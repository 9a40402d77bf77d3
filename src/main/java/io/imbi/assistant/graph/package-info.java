/**
 * A property graph in PostgreSQL, kept by the Apache AGE extension: typed statements whose text is
 * a constant and whose values are always parameters, results as a sealed type, transactions,
 * retries, and the labels and indexes that a feature needs.
 *
 * <p>Knows nothing of assistants. May use {@code database}, {@code json} and {@code deployment}.
 */
@NullMarked
package io.imbi.assistant.graph;

import org.jspecify.annotations.NullMarked;
