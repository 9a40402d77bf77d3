/** Tests of the Imbi API client, and a server that stands for the API. */
@NullMarked
package io.imbi.assistant.imbi;

import org.jspecify.annotations.NullMarked;
