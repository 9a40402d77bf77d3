package io.imbi.assistant.web;

import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;

/** Holds where the routes stand under a prefix. */
final class RoutePrefixCondition implements Condition {

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public boolean matches(ConditionContext context) {
    return !RoutePrefix.of(context.getProperty(RoutePrefix.URL_PROPERTY, String.class).orElse(null))
        .isEmpty();
  }
}
