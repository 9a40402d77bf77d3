/** Tests of the API's operations as tools. */
@NullMarked
package io.imbi.assistant.tool.openapi;

import org.jspecify.annotations.NullMarked;
