package io.imbi.assistant;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.exceptions.BeanCreationException;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads every setting when the service starts. Left to itself the container reads one when somebody
 * first needs it, which may be the first request, and takes the default in place of a value that is
 * not of the setting's type.
 */
@Context
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SettingsCheck {

  private static final String OURS = SettingsCheck.class.getPackageName();

  /** Whatever else is written, such as 1, the container takes for false. */
  private static final Set<String> FLAGS =
      Set.of("true", "yes", "on", "y", "false", "no", "off", "n");

  /** A line of the container's message: {@code package.Type.member - what is wrong}. */
  private static final Pattern VIOLATION =
      Pattern.compile("(?m)^\\s*(?:[\\w.$]*\\.)?(\\w+) - (.+)$");

  /**
   * @throws SettingException if a value is not of its type or not within its bounds
   */
  SettingsCheck(ApplicationContext context) {
    for (BeanDefinition<?> settings :
        context.getBeanDefinitions(Qualifiers.byStereotype(ConfigurationProperties.class))) {
      if (settings.getBeanType().getName().startsWith(OURS)) {
        for (Argument<?> setting : settings.getConstructor().getArguments()) {
          checkType(context, setting);
        }
        checkBounds(context, settings);
      }
    }
  }

  private static void checkType(ApplicationContext context, Argument<?> setting) {
    Optional<String> name = property(setting);
    String text = name.flatMap(it -> context.getProperty(it, String.class)).orElse("");
    if (name.isEmpty() || text.isBlank()) {
      return;
    }
    boolean fits =
        isFlag(setting)
            ? FLAGS.contains(text.strip().toLowerCase(Locale.ROOT))
            : context.getProperty(name.get(), ConversionContext.of(setting)).isPresent();
    if (!fits) {
      throw new SettingException(variable(name.get()), "must be " + form(setting));
    }
  }

  private static void checkBounds(ApplicationContext context, BeanDefinition<?> settings) {
    try {
      context.getBean(settings);
    } catch (BeanCreationException e) {
      throw violation(settings, e).orElseThrow(() -> e);
    }
  }

  private static Optional<RuntimeException> violation(
      BeanDefinition<?> settings, BeanCreationException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Matcher violation = VIOLATION.matcher(String.valueOf(cause.getMessage()));
      while (violation.find()) {
        for (Argument<?> setting : settings.getConstructor().getArguments()) {
          if (setting.getName().equals(violation.group(1))) {
            return Optional.of(
                new SettingException(
                    variable(property(setting).orElse(setting.getName())), violation.group(2)));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> property(Argument<?> setting) {
    return setting.getAnnotationMetadata().stringValue(Property.class, "name");
  }

  /** The environment variable that sets a property. */
  static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static boolean isFlag(Argument<?> setting) {
    return setting.getType() == boolean.class || setting.getType() == Boolean.class;
  }

  /** The value itself is not repeated: it may be a secret that was put in the wrong place. */
  private static String form(Argument<?> setting) {
    Class<?> type = setting.getType();
    String form;
    if (type == int.class || type == long.class || type == Integer.class) {
      form = "a whole number";
    } else if (isFlag(setting)) {
      form = "true or false";
    } else if (type == Duration.class) {
      form = "a duration, such as 500ms, 30s, 5m or 2h";
    } else if (type.isEnum()) {
      form =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", ", "one of ", ""));
    } else {
      form = "a " + type.getSimpleName();
    }
    return setting
        .getAnnotationMetadata()
        .stringValue(Bindable.class, "defaultValue")
        .map(value -> "%s (default: %s)".formatted(form, value))
        .orElse(form);
  }
}
