/** Tests of {@code database}, and the databases that every other test uses. */
@NullMarked
package io.imbi.assistant.database;

import org.jspecify.annotations.NullMarked;
