package io.imbi.assistant.database;

import io.micronaut.context.annotation.Requires;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.sql.DataSource;

/** The bean exists where there is a database and {@link StoreKind} is the one named here. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Requires(beans = DataSource.class)
@Requires(condition = StoreCondition.class)
public @interface RequiresStore {
  StoreKind value();
}
