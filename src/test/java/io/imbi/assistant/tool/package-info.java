/** Tests of the catalogue, the dispatcher and the refresh tool. */
@NullMarked
package io.imbi.assistant.tool;

import org.jspecify.annotations.NullMarked;
