package io.imbi.assistant.integration;

/** How far what an action does can be undone. */
public enum Tier {
  READ_ONLY,
  /** With one step, and nobody notices. */
  SOFT_REVERSIBLE,
  /** With some effort, or after somebody has noticed. */
  HARD_REVERSIBLE,
  /** Not at all: it runs only from a rule or with a person's approval. */
  IRREVERSIBLE
}
