/** The contract of the store, kept by the graph on a real Apache AGE. */
@NullMarked
package io.imbi.assistant.thread.graph;

import org.jspecify.annotations.NullMarked;
