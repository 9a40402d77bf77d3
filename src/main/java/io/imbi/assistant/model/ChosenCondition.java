package io.imbi.assistant.model;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;
import java.util.Optional;

/** Holds for beans whose {@link WhenChosen} names the adapter that answers. */
public final class ChosenCondition implements Condition {

  @Override
  @SuppressWarnings("rawtypes") // The signature is the framework's.
  public boolean matches(ConditionContext context) {
    Optional<Adapter> asking =
        context.getComponent().getAnnotationMetadata().enumValue(WhenChosen.class, Adapter.class);
    try {
      return ModelChoice.decide(context).equals(asking) && asking.isPresent();
    } catch (SettingException e) {
      // ModelChoice itself reports it, and stops the start.
      context.fail(String.valueOf(e.getMessage()));
      return false;
    }
  }
}
