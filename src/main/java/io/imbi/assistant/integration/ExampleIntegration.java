package io.imbi.assistant.integration;

/** A kind of which there is one in development, for whoever has configured nothing yet. */
public interface ExampleIntegration extends IntegrationType {

  Integration example();
}
