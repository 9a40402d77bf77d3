/** Apache AGE for all tests that need a graph, and tests of how it is spoken to. */
@NullMarked
package io.imbi.assistant.graph;

import org.jspecify.annotations.NullMarked;
