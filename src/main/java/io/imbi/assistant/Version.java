package io.imbi.assistant;

import io.imbi.assistant.deployment.Release;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {Release.NAME + " " + Release.version()};
  }
}
