package io.imbi.assistant.desk.web;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every setting that the service has, with its value. */
@Singleton
final class SettingsInForce {

  private static final String OURS = "io.imbi.assistant";
  private static final String MASK = "••••";
  private static final String EACH = "*";

  /** Read before there are beans, because other beans depend on them. */
  private static final List<String> WITHOUT_A_RECORD =
      List.of("imbi.assistant.provider", "imbi.assistant.url", "imbi.queue.worker");

  private static final Map<String, String> RENAMED = Map.of("ASSISTANT_ENVIRONMENT", "ENVIRONMENT");

  /** By the end of a name. Whatever may hold a credential counts as one. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(.*[._-])?(secret|token|key|password|static-value|client-secret)|postgres\\.url");

  private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/@\\s]*@");

  private final ApplicationContext context;

  SettingsInForce(ApplicationContext context) {
    this.context = context;
  }

  /** In the order of their names. */
  List<Shapes.SettingJson> all() {
    Map<String, Shapes.SettingJson> settings = new TreeMap<>();
    WITHOUT_A_RECORD.forEach(name -> add(settings, name, null));
    for (Class<? extends Annotation> kind :
        List.of(ConfigurationProperties.class, EachProperty.class)) {
      for (BeanDefinition<?> record : context.getBeanDefinitions(Qualifiers.byStereotype(kind))) {
        if (record.getBeanType().getName().startsWith(OURS)) {
          for (Argument<?> setting : record.getConstructor().getArguments()) {
            property(setting).ifPresent(name -> add(settings, name, setting));
          }
        }
      }
    }
    return List.copyOf(settings.values());
  }

  private static Optional<String> property(Argument<?> setting) {
    return setting.getAnnotationMetadata().stringValue(Property.class, "name");
  }

  private void add(
      Map<String, Shapes.SettingJson> settings, String name, @Nullable Argument<?> setting) {
    if (name.contains(EACH)) {
      String prefix = name.substring(0, name.indexOf("." + EACH));
      for (String slug : context.getPropertyEntries(prefix)) {
        add(settings, name.replace(EACH, slug), setting);
      }
      return;
    }
    String variable = variable(name);
    boolean secret = SECRET.matcher(name).matches();
    String value =
        context.getProperty(name, String.class).filter(text -> !text.isBlank()).orElse(null);
    String fallback =
        setting == null
            ? null
            : setting
                .getAnnotationMetadata()
                .stringValue(Bindable.class, "defaultValue")
                .orElse(null);
    var shown =
        new Shapes.SettingJson(
            variable,
            value == null || !secret ? withoutUser(value == null ? fallback : value) : MASK,
            fallback,
            secret);
    settings.merge(variable, shown, (first, second) -> first.fallback() == null ? second : first);
  }

  /** Addresses may hold a password. */
  private static @Nullable String withoutUser(@Nullable String value) {
    return value == null ? null : USER_INFO.matcher(value).replaceAll(MASK + "@");
  }

  private static String variable(String property) {
    String variable = property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    return RENAMED.getOrDefault(variable, variable);
  }
}
