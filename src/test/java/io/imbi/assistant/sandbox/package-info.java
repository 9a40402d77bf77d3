/** Tests of the sandbox, over HTTP as its clients use it. */
@NullMarked
package io.imbi.assistant.sandbox;

import org.jspecify.annotations.NullMarked;
