package io.imbi.assistant.deployment;

import java.io.Serial;

/** A setting that is missing or wrong. It stops the start; the message names the variable. */
public final class SettingException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param variable the environment variable to set
   * @param problem what is wrong with it and what to do, never its value if that is a secret
   */
  public SettingException(String variable, String problem) {
    super(variable + ": " + problem);
  }
}
