package io.imbi.assistant.model;

import java.util.Locale;

/** The ways to a model. Their names in lower case are the values of the setting that chooses. */
public enum Adapter {
  /** Anthropic's Messages API. */
  CLAUDE,
  /** Whatever speaks OpenAI's chat completions. */
  OPENAI,
  /** A local Ollama. */
  OLLAMA,
  /** The lexical stand-in for development. */
  DEMO;

  /** The setting's value that asks for this one. */
  public String setting() {
    return name().toLowerCase(Locale.ROOT);
  }
}
