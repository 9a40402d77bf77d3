package io.imbi.assistant.web;

import reactor.core.publisher.Flux;

/**
 * A turn's events as they go out.
 *
 * @param frames each to be written and flushed as it comes
 */
record EventStream(Flux<byte[]> frames) {}
