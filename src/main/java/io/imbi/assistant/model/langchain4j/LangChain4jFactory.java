package io.imbi.assistant.model.langchain4j;

import io.imbi.assistant.model.Adapter;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.WhenChosen;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import java.net.URI;
import java.time.Clock;
import reactor.core.scheduler.Schedulers;

/** Makes the model that the settings ask for, when the service starts. */
@Factory
final class LangChain4jFactory {

  @Context
  @Bean(typed = ChatModel.class, preDestroy = "close")
  @WhenChosen(Adapter.OPENAI)
  LangChain4jModel openAi(ProviderSettings settings, Clock clock) {
    URI baseUrl = settings.baseUrl(Dialect.OpenAi.HOME);
    String key = settings.key(baseUrl.equals(Dialect.OpenAi.HOME));
    return model(Adapter.OPENAI, new Dialect.OpenAi(baseUrl, key), settings, clock);
  }

  @Context
  @Bean(typed = ChatModel.class, preDestroy = "close")
  @WhenChosen(Adapter.OLLAMA)
  LangChain4jModel ollama(ProviderSettings settings, Clock clock) {
    return model(
        Adapter.OLLAMA, new Dialect.Ollama(settings.baseUrl(Dialect.Ollama.HOME)), settings, clock);
  }

  private static LangChain4jModel model(
      Adapter adapter, Dialect dialect, ProviderSettings settings, Clock clock) {
    return new LangChain4jModel(
        adapter,
        dialect,
        settings.requireModel(),
        settings.providerIdleTimeout(),
        clock,
        Schedulers.parallel());
  }
}
