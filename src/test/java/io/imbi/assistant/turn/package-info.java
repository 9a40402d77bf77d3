/** Tests of the turn, with hand-written stand-ins behind its ports. */
@NullMarked
package io.imbi.assistant.turn;

import org.jspecify.annotations.NullMarked;
