/** Rules that hold for the whole project, and tests of the command line. */
@NullMarked
package io.imbi.assistant;

import org.jspecify.annotations.NullMarked;
