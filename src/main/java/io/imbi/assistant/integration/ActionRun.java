package io.imbi.assistant.integration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.delegation.Delegate;
import java.util.UUID;

/**
 * One run of an action that a person has agreed to.
 *
 * @param task the task, by which a repeated run can be told
 * @param integration the id of the integration
 * @param parameters those that the person was shown
 * @param option what the person chose
 * @param delegate the person, with the credential they answered with
 */
public record ActionRun(
    UUID task, String integration, ObjectNode parameters, String option, Delegate delegate) {}
