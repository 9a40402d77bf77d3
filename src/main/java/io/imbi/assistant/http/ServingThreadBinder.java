package io.imbi.assistant.http;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.util.concurrent.EventExecutor;
import jakarta.inject.Singleton;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Gives a controller's method the event loop of the request's connection. */
@Singleton
final class ServingThreadBinder implements TypedRequestArgumentBinder<ServingThread> {

  @Override
  public Argument<ServingThread> argumentType() {
    return Argument.of(ServingThread.class);
  }

  @Override
  public BindingResult<ServingThread> bind(
      ArgumentConversionContext<ServingThread> context, HttpRequest<?> source) {
    return new Bound<>(new ServingThread(schedulerOf(source)));
  }

  private static Scheduler schedulerOf(HttpRequest<?> request) {
    return switch (request) {
      case NettyHttpRequest<?> served -> {
        EventExecutor loop = served.getChannelHandlerContext().channel().eventLoop();
        // Not as an executor service, which a scheduler could shut down.
        yield Schedulers.fromExecutor(task -> loop.execute(task));
      }
      case HttpRequestWrapper<?> wrapper -> schedulerOf(wrapper.getDelegate());
      default -> Schedulers.immediate();
    };
  }
}
