package io.imbi.assistant.database;

import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;

/** Holds {@link RequiresStore}. Public because the container makes one for each marked bean. */
public final class StoreCondition implements Condition {

  @Override
  @SuppressWarnings("rawtypes") // the interface is raw
  public boolean matches(ConditionContext context) {
    StoreKind wanted =
        context
            .getComponent()
            .getAnnotationMetadata()
            .enumValue(RequiresStore.class, StoreKind.class)
            .orElseThrow();
    return context.getBean(StoreKind.class) == wanted;
  }
}
