package io.imbi.assistant.model.claude;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotBlank;

/**
 * Which Claude answers.
 *
 * @param model Anthropic's id of the model of a conversation that names none
 */
@ConfigurationProperties("imbi.assistant")
record ClaudeSettings(@Bindable(defaultValue = "claude-sonnet-4-6") @NotBlank String model) {}
