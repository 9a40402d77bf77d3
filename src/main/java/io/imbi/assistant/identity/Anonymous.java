package io.imbi.assistant.identity;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Marks an endpoint that takes no {@link Caller}: one that is for everybody, or that checks its own
 * kind of credential. An endpoint must take a caller or say why it need not.
 */
@Documented
@Retention(RUNTIME)
@Target({TYPE, METHOD})
public @interface Anonymous {

  /** Why nobody has to say who they are. */
  String value();
}
