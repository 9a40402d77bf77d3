/** Tests of threads and pipelines. */
@NullMarked
package io.imbi.assistant.thread;

import org.jspecify.annotations.NullMarked;
