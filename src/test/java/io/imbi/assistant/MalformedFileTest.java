package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** A configuration file that is not YAML. */
class MalformedFileTest {

  private static final String MALFORMED = "integrations:\n  - type: clock\n   name: [\n";

  @Test
  void itIsNamedWithThePlaceWhereItGoesWrong(@TempDir Path folder) throws IOException {
    Path good = Files.writeString(folder.resolve("good.yml"), "a: 1\n");
    Path bad = Files.writeString(folder.resolve("bad.yml"), MALFORMED);
    MarkedYAMLException failure =
        catchThrowableOfType(MarkedYAMLException.class, () -> new Yaml().load(MALFORMED));

    assertThat(
            MalformedFile.describe(
                failure, List.of("no such file", good.toString(), "file:" + bad)))
        .startsWith("file:" + bad + ", line 3, column 4: is not YAML: expected <block end>");
    assertThat(StartFailure.reason(new IllegalStateException(failure)).orElseThrow())
        .startsWith("MICRONAUT_CONFIG_FILES, line 3, column 4: is not YAML");
  }
}
