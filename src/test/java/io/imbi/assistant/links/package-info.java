/** Tests of the links, against a real HTTP server. */
@NullMarked
package io.imbi.assistant.links;

import org.jspecify.annotations.NullMarked;
