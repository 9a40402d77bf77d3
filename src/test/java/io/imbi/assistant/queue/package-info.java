/** Tests of the task queue, on a real PostgreSQL. */
@NullMarked
package io.imbi.assistant.queue;

import org.jspecify.annotations.NullMarked;
