package io.imbi.assistant.turn;

import io.micronaut.context.annotation.Factory;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import reactor.core.scheduler.Schedulers;

/** The parts of turns that the container has to be told how to make. */
@Factory
final class TurnFactory {

  @Singleton
  TurnLoop.Ids ids() {
    return UUID::randomUUID;
  }

  @Singleton
  TurnSchedulers schedulers(@Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    return new TurnSchedulers(Schedulers.fromExecutorService(blocking), Schedulers.parallel());
  }
}
