/**
 * What watches the outside and can act there: the integrations that are configured, when each runs,
 * the actions that they offer, the notes that they write, and the daily log of all that changed
 * something.
 *
 * <p>A kind of integration plugs in as a bean of {@link
 * io.imbi.assistant.integration.IntegrationType}; its entry tasks are those of its own {@link
 * io.imbi.assistant.queue.TaskTypes}.
 *
 * <p>May use {@code queue}, {@code tool} (the check of arguments), {@code delegation}, {@code
 * identity} and {@code database}.
 */
@NullMarked
@Configuration
@Requires(beans = DataSource.class)
package io.imbi.assistant.integration;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import javax.sql.DataSource;
import org.jspecify.annotations.NullMarked;
