/**
 * The service itself: the command line and the wiring that has no other home.
 *
 * <p>May use every package; no package uses this one.
 */
@NullMarked
package io.imbi.assistant;

import org.jspecify.annotations.NullMarked;
