package io.imbi.assistant.deployment;

import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.MapPropertySource;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes environment variables as they are. The framework would look for settings in them: a
 * password or a prompt with <code>${</code> in it would stop the start, or be changed.
 */
public final class LiteralEnvironment {

  private LiteralEnvironment() {}

  /** What reads the process's variables in this way alone. */
  public static <B extends ApplicationContextBuilder> B of(B builder) {
    builder.environmentPropertySource(false).propertySources(new Variables(System.getenv()));
    return builder;
  }

  /** The value of an override that shall be taken as it is. */
  public static String literal(String value) {
    return value.replace("${", LiteralExpression.WRITTEN);
  }

  /** Variables in the place of the framework's own source of them, with its rules for names. */
  static final class Variables extends MapPropertySource {

    Variables(Map<String, String> variables) {
      super(EnvironmentPropertySource.NAME, literal(variables));
    }

    @Override
    public int getOrder() {
      return EnvironmentPropertySource.POSITION;
    }

    @Override
    public PropertyConvention getConvention() {
      return PropertyConvention.ENVIRONMENT_VARIABLE;
    }

    private static Map<String, Object> literal(Map<String, String> variables) {
      Map<String, Object> literal = new HashMap<>();
      variables.forEach((name, value) -> literal.put(name, LiteralEnvironment.literal(value)));
      return literal;
    }
  }
}
