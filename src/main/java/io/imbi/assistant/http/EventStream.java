package io.imbi.assistant.http;

import reactor.core.publisher.Flux;

/**
 * A turn's events as they go out.
 *
 * @param frames each to be written and flushed as it comes
 */
public record EventStream(Flux<byte[]> frames) {}
