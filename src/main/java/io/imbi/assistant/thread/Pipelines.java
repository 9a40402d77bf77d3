package io.imbi.assistant.thread;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.annotation.AnnotationUtil;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.ProxyBeanDefinition;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the pipeline that was chosen, and how its conversations start, when the service starts. */
@Context
final class Pipelines {

  private final BeanContext beans;
  private final BeanDefinition<Pipeline> chosen;
  private final Optional<BeanDefinition<ConversationStart>> start;

  Pipelines(BeanContext beans, ThreadSettings settings) {
    this.beans = beans;
    this.chosen = choose(beans.getBeanDefinitions(Pipeline.class), settings.app());
    this.start = startOf(beans.getBeanDefinitions(ConversationStart.class), nameOf(chosen));
  }

  Pipeline chosen() {
    return beans.getBean(chosen);
  }

  Optional<ConversationStart> start() {
    return start.map(beans::getBean);
  }

  private static BeanDefinition<Pipeline> choose(
      Collection<BeanDefinition<Pipeline>> pipelines, String app) {
    List<Predicate<BeanDefinition<Pipeline>>> ways =
        List.of(
            pipeline -> nameOf(pipeline).equals(app),
            pipeline -> typeOf(pipeline).getName().equals(app),
            pipeline -> typeOf(pipeline).getSimpleName().equals(app));
    for (Predicate<BeanDefinition<Pipeline>> way : ways) {
      List<BeanDefinition<Pipeline>> found = pipelines.stream().filter(way).toList();
      if (found.size() == 1) {
        return found.getFirst();
      }
      if (found.size() > 1) {
        throw new SettingException(
            "JIMS_APP", "\"%s\" may be any of: %s".formatted(app, listed(found)));
      }
    }
    throw new SettingException(
        "JIMS_APP", "there is no pipeline \"%s\"; there are: %s".formatted(app, listed(pipelines)));
  }

  /** The one that has the pipeline's name, or the only one that has none. */
  private static Optional<BeanDefinition<ConversationStart>> startOf(
      Collection<BeanDefinition<ConversationStart>> starts, String pipeline) {
    Optional<BeanDefinition<ConversationStart>> ofItsName =
        starts.stream().filter(each -> given(each).equals(Optional.of(pipeline))).findFirst();
    List<BeanDefinition<ConversationStart>> nameless =
        starts.stream().filter(each -> given(each).isEmpty()).toList();
    if (ofItsName.isEmpty() && nameless.size() > 1) {
      throw new SettingException(
          "JIMS_APP",
          "conversations of \"%s\" may start with any of: %s; one must have its name"
              .formatted(pipeline, listed(nameless)));
    }
    return ofItsName.or(() -> nameless.stream().findFirst());
  }

  private static String listed(Collection<? extends BeanDefinition<?>> definitions) {
    return definitions.stream()
        .map(each -> "%s (%s)".formatted(nameOf(each), typeOf(each).getName()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String nameOf(BeanDefinition<?> bean) {
    return given(bean).orElseGet(() -> NameUtils.decapitalize(typeOf(bean).getSimpleName()));
  }

  /** The name that it was given, if it was. */
  private static Optional<String> given(BeanDefinition<?> bean) {
    return bean.getAnnotationMetadata().stringValue(AnnotationUtil.NAMED);
  }

  private static Class<?> typeOf(BeanDefinition<?> bean) {
    return bean instanceof ProxyBeanDefinition<?> proxy
        ? proxy.getTargetType()
        : bean.getBeanType();
  }
}
