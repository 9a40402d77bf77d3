package io.imbi.assistant.web;

import io.micronaut.context.env.PropertyExpressionResolver;
import io.micronaut.core.convert.ConversionService;
import io.micronaut.core.value.PropertyResolver;
import java.util.Optional;

/**
 * Gives {@code imbi.assistant.route-prefix} its value wherever a route is written with it. Found by
 * the service loader, because routes are read before there are beans.
 */
public final class RoutePrefixExpression implements PropertyExpressionResolver {

  private static final String EXPRESSION = "imbi.assistant.route-prefix";

  @Override
  public <T> Optional<T> resolve(
      PropertyResolver propertyResolver,
      ConversionService conversionService,
      String expression,
      Class<T> requiredType) {
    if (!expression.equals(EXPRESSION)) {
      return Optional.empty();
    }
    String url = propertyResolver.getProperty(RoutePrefix.URL_PROPERTY, String.class).orElse(null);
    return conversionService.convert(RoutePrefix.of(url), requiredType);
  }
}
