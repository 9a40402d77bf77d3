package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.core.bind.annotation.Bindable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's table of settings is the one that the code has, with its defaults. */
class ConfigurationTableTest {

  /** Read before there are beans, because other beans depend on them. */
  private static final Map<String, String> WITHOUT_A_RECORD =
      Map.of(
          "IMBI_ASSISTANT_PROVIDER",
          "",
          "IMBI_ASSISTANT_URL",
          "",
          "IMBI_QUEUE_WORKER",
          "false",
          "SENTRY_DSN",
          "");

  /** Named otherwise in the environment than by its prefix. */
  private static final Map<String, String> RENAMED = Map.of("ASSISTANT_ENVIRONMENT", "ENVIRONMENT");

  @Test
  void everySettingStandsInTheTableWithItsDefault() {
    Map<String, String> settings = new TreeMap<>(WITHOUT_A_RECORD);
    new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.imbi.assistant")
            .stream()
            .filter(
                type ->
                    type.isAnnotatedWith(ConfigurationProperties.class)
                        || type.isAnnotatedWith(EachProperty.class))
            .map(JavaClass::reflect)
            .forEach(type -> settingsOf(type).forEach(each -> add(settings, each)));

    assertThat(documented()).containsExactlyEntriesOf(settings);
  }

  private record Setting(String variable, String fallback) {}

  /** A setting that two records read has its default in one of them. */
  private static void add(Map<String, String> settings, Setting setting) {
    settings.merge(
        setting.variable(), setting.fallback(), (one, other) -> one.isEmpty() ? other : one);
  }

  /** A record's own constructor carries the annotations of its components. */
  private static Stream<Setting> settingsOf(Class<?> type) {
    String prefix = prefixOf(type);
    return Stream.of(constructorOf(type).getParameters())
        .filter(
            parameter ->
                !parameter.isAnnotationPresent(io.micronaut.context.annotation.Parameter.class))
        .map(parameter -> new Setting(variable(prefix, parameter), fallback(parameter)));
  }

  private static Constructor<?> constructorOf(Class<?> type) {
    Class<?>[] components =
        Stream.of(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(components);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static String prefixOf(Class<?> type) {
    ConfigurationProperties properties = type.getAnnotation(ConfigurationProperties.class);
    if (properties != null) {
      return properties.value();
    }
    return type.getAnnotation(EachProperty.class).value() + ".{SLUG}";
  }

  private static String variable(String prefix, Parameter parameter) {
    String words = parameter.getName().replaceAll("([A-Z])", "_$1");
    String variable = (prefix + "." + words).replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    return RENAMED.getOrDefault(variable, variable);
  }

  private static String fallback(Parameter parameter) {
    Bindable bindable = parameter.getAnnotation(Bindable.class);
    return bindable == null ? "" : bindable.defaultValue();
  }

  private static Map<String, String> documented() {
    return Readme.table("Variable").stream()
        .filter(row -> !Readme.code(row.getFirst()).isEmpty())
        .collect(
            Collectors.toMap(
                row -> Readme.code(row.getFirst()).getFirst(),
                row -> Readme.code(row.get(1)).stream().findFirst().orElse(""),
                (one, other) -> {
                  throw new AssertionError("Two rows for one variable");
                },
                TreeMap::new));
  }
}
