package io.imbi.assistant.http;

import io.swagger.v3.oas.annotations.Hidden;
import reactor.core.scheduler.Scheduler;

/**
 * The thread that reads a request and writes its response. What is made for the response there need
 * not be handed over.
 *
 * @param scheduler never blocked
 */
@Hidden
public record ServingThread(Scheduler scheduler) {}
