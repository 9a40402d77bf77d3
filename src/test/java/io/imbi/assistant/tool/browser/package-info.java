/** Tests of the tools that the browser runs. */
@NullMarked
package io.imbi.assistant.tool.browser;

import org.jspecify.annotations.NullMarked;
