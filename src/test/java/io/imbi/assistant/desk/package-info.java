@NullMarked
package io.imbi.assistant.desk;

import org.jspecify.annotations.NullMarked;
