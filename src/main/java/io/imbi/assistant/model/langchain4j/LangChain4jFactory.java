package io.imbi.assistant.model.langchain4j;

import io.imbi.assistant.model.Adapter;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.WhenChosen;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.annotation.PreDestroy;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.scheduler.Schedulers;

/** Makes the model that the settings ask for, when the service starts. */
@Factory
final class LangChain4jFactory {

  /** Closed here: what the service has as its model may be wrapped. */
  private final List<LangChain4jModel> made = new CopyOnWriteArrayList<>();

  @Context
  @Bean(typed = ChatModel.class)
  @WhenChosen(Adapter.OPENAI)
  LangChain4jModel openAi(ProviderSettings settings, Clock clock) {
    URI baseUrl = settings.baseUrl(Dialect.OpenAi.HOME);
    String key = settings.key(baseUrl.equals(Dialect.OpenAi.HOME));
    return model(Adapter.OPENAI, new Dialect.OpenAi(baseUrl, key), settings, clock);
  }

  @Context
  @Bean(typed = ChatModel.class)
  @WhenChosen(Adapter.OLLAMA)
  LangChain4jModel ollama(ProviderSettings settings, Clock clock) {
    return model(
        Adapter.OLLAMA, new Dialect.Ollama(settings.baseUrl(Dialect.Ollama.HOME)), settings, clock);
  }

  @PreDestroy
  void close() {
    made.forEach(LangChain4jModel::close);
  }

  private LangChain4jModel model(
      Adapter adapter, Dialect dialect, ProviderSettings settings, Clock clock) {
    var model =
        new LangChain4jModel(
            adapter,
            dialect,
            settings.requireModel(),
            settings.providerIdleTimeout(),
            clock,
            Schedulers.parallel());
    made.add(model);
    return model;
  }
}
