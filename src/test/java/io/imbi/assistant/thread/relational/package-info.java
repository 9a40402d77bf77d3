/** Tests of threads in PostgreSQL tables. */
@NullMarked
package io.imbi.assistant.thread.relational;

import org.jspecify.annotations.NullMarked;
