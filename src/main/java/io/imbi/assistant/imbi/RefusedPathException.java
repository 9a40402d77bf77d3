package io.imbi.assistant.imbi;

import java.io.Serial;

/**
 * A value that cannot stand in a path without the path then meaning another resource. The message
 * names the parameter and is fit for whoever gave the value.
 */
public final class RefusedPathException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  RefusedPathException(String parameter, String problem) {
    super("The path parameter " + parameter + " " + problem);
  }
}
