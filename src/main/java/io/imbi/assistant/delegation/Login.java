package io.imbi.assistant.delegation;

/** How somebody came in. */
public enum Login {
  /** With an access token or API key of the platform. */
  TOKEN,
  /** With the static token of the desk. */
  OPERATOR,
  /** Without any, on the machine where the service is being developed. */
  LOCAL_USER
}
