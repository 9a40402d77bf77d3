package io.imbi.assistant.model;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A language model. */
public interface ChatModel {

  /** Which adapter this is ({@code claude}, {@code openai}, {@code demo}); marks raw content. */
  String provider();

  /** The model used where a conversation names none. */
  String defaultModel();

  /** How tools that are too many to send in full can be offered. */
  ToolSearch toolSearch();

  /**
   * Asks for an answer, event by event. Nothing is sent before the subscription; cancelling closes
   * the connection to the model at once. Deltas are emitted as they arrive, without waiting for the
   * next.
   *
   * @return ends after {@link ModelEvent.Completed}, or with a {@link ModelException}
   */
  Flux<ModelEvent> stream(ModelRequest request);

  /**
   * Asks for an answer whose reader is served by one thread: a model that can choose where an
   * answer is received does so there, and no delta changes threads on its way. What takes time,
   * such as writing the request, is done by the thread that subscribes.
   *
   * @param near that thread; never blocked
   */
  default Flux<ModelEvent> stream(ModelRequest request, Scheduler near) {
    return stream(request);
  }

  /**
   * Asks for a short text in one piece, without tools.
   *
   * @return the text, or a {@link ModelException}
   */
  Mono<String> complete(ModelRequest request);

  /** As {@link #complete}, with what it cost where the provider tells. */
  default Mono<Completion> completion(ModelRequest request) {
    return complete(request).map(text -> new Completion(text, Usage.ZERO));
  }

  /**
   * Asks how many tokens the model would read, without having it read them.
   *
   * @return the number, nothing where the provider does not count, or a {@link ModelException}
   */
  default Mono<Long> countTokens(ModelRequest request) {
    return Mono.empty();
  }

  enum ToolSearch {
    /** The provider searches deferred tools itself. */
    BUILT_IN,
    /** Deferred tools have to be searched by a tool of ours. */
    OWN_TOOL
  }
}
