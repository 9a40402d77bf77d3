/** The contracts of the stores, kept by the graph on a real Apache AGE. */
@NullMarked
package io.imbi.assistant.conversation.graph;

import org.jspecify.annotations.NullMarked;
