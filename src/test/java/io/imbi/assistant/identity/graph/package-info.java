/** The directory on a real Apache AGE. */
@NullMarked
package io.imbi.assistant.identity.graph;

import org.jspecify.annotations.NullMarked;
