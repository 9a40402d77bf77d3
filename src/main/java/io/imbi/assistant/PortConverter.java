package io.imbi.assistant;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a port; 0 stands for any free one. */
final class PortConverter implements ITypeConverter<Integer> {

  private static final int MAX = 65_535;

  @Override
  public Integer convert(String value) {
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port <= MAX) {
        return port;
      }
    } catch (NumberFormatException _) {
      // Told below, like a number that is no port.
    }
    throw new TypeConversionException("must be a number from 0 to " + MAX);
  }
}
