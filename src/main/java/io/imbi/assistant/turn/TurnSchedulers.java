package io.imbi.assistant.turn;

import reactor.core.scheduler.Scheduler;

/**
 * Where a turn's work runs.
 *
 * @param blocking virtual threads, for stores
 * @param timer for time limits; never blocked
 */
record TurnSchedulers(Scheduler blocking, Scheduler timer) {}
