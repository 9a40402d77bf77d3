/** The pipeline that the documentation shows, outside the packages that it uses. */
@NullMarked
package io.imbi.assistant.thread.example;

import org.jspecify.annotations.NullMarked;
