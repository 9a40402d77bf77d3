package io.imbi.assistant.thread;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.BeanContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the pipeline that was chosen. */
@Singleton
final class Pipelines {

  private final Pipeline chosen;
  private final Optional<ConversationStart> start;

  Pipelines(BeanContext beans, ThreadSettings settings) {
    this.chosen =
        beans
            .findBean(Pipeline.class, Qualifiers.byName(settings.app()))
            .or(() -> ofClass(beans.getBeansOfType(Pipeline.class), settings.app()))
            .orElseThrow(() -> unknown(beans, settings.app()));
    Collection<ConversationStart> starts = beans.getBeansOfType(ConversationStart.class);
    this.start = starts.size() == 1 ? starts.stream().findFirst() : Optional.empty();
  }

  Pipeline chosen() {
    return chosen;
  }

  Optional<ConversationStart> start() {
    return start;
  }

  private static Optional<Pipeline> ofClass(Collection<Pipeline> pipelines, String name) {
    return pipelines.stream()
        .filter(
            pipeline ->
                pipeline.getClass().getName().equals(name)
                    || pipeline.getClass().getSimpleName().equals(name))
        .findFirst();
  }

  private static SettingException unknown(BeanContext beans, String name) {
    var known = new TreeSet<String>();
    beans.getBeansOfType(Pipeline.class).forEach(pipeline -> known.add(pipeline.name()));
    return new SettingException(
        "JIMS_APP", "there is no pipeline \"%s\"; there are: %s".formatted(name, known));
  }
}
