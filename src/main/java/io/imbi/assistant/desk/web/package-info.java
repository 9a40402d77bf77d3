/**
 * The HTTP interface of the desk: conversations that are polled, proposals, integrations, the
 * queue, the daily log and the configuration in force.
 *
 * <p>May use {@code desk}, {@code integration}, {@code delegation}, {@code queue}, {@code identity}
 * and {@code http}.
 */
@NullMarked
package io.imbi.assistant.desk.web;

import org.jspecify.annotations.NullMarked;
