package io.imbi.assistant.deployment;

import io.micronaut.context.env.PropertyExpressionResolver;
import io.micronaut.core.convert.ConversionService;
import io.micronaut.core.value.PropertyResolver;
import java.util.Optional;

/** Stands for <code>${</code> in a setting that shall have one. Found by the service loader. */
public final class LiteralExpression implements PropertyExpressionResolver {

  private static final String EXPRESSION = "imbi.literal-dollar-brace";

  /** How it is written. */
  static final String WRITTEN = "${" + EXPRESSION + "}";

  @Override
  public <T> Optional<T> resolve(
      PropertyResolver propertyResolver,
      ConversionService conversionService,
      String expression,
      Class<T> requiredType) {
    return expression.equals(EXPRESSION)
        ? conversionService.convert("${", requiredType)
        : Optional.empty();
  }
}
