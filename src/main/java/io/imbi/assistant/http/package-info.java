/**
 * What every HTTP interface of the service shares: strict request bodies, error bodies, the name of
 * a request, whose web pages may send one, and streams of events as they go out. Knows nothing of
 * what the interfaces are for.
 */
@NullMarked
package io.imbi.assistant.http;

import org.jspecify.annotations.NullMarked;
