/** What every store of conversations must do, whatever it is made of. */
@NullMarked
package io.imbi.assistant.conversation;

import org.jspecify.annotations.NullMarked;
