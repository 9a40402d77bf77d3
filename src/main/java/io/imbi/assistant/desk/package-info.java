/**
 * Chat that goes through the task queue: conversations, commands, messages that are answered in
 * their order by whichever worker is free, and actions that the model proposes and a person decides
 * about.
 *
 * <p>May use {@code turn}, {@code queue}, {@code integration}, {@code delegation}, {@code
 * conversation} (message types), {@code tool}, {@code identity} and {@code database}.
 */
@NullMarked
@Configuration
@Requires(beans = DataSource.class)
package io.imbi.assistant.desk;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import javax.sql.DataSource;
import org.jspecify.annotations.NullMarked;
