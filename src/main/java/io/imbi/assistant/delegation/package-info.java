/**
 * Work that is done later with the rights of whoever asked for it: who that can be, and how their
 * credential waits, sealed, for the task that needs it.
 *
 * <p>May use {@code identity} and {@code database}.
 */
@NullMarked
@Configuration
@Requires(beans = DataSource.class)
package io.imbi.assistant.delegation;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import javax.sql.DataSource;
import org.jspecify.annotations.NullMarked;
