/**
 * An example of an integration: a platform that writes down what time it is, and an action that
 * writes down what somebody says. Needs nothing, and does nothing outside.
 *
 * <p>May use {@code integration} and {@code queue}.
 */
@NullMarked
package io.imbi.assistant.integration.clock;

import org.jspecify.annotations.NullMarked;
