package io.imbi.assistant.thread;

/**
 * An answer that a contact can give with a click.
 *
 * @param id what the external system sends back
 */
public record Button(String id, String label) {}
