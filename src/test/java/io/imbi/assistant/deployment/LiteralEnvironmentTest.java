package io.imbi.assistant.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.EnvironmentPropertySource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralEnvironmentTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Costs ${amount} or ${HOME:none}",
        "${",
        "$${a}${b}}",
        "p${a}ss`w`ord:#{1 + 1}",
        "{email} $1 \\ \" \n and an end"
      })
  void aVariableIsTakenAsItIs(String value) {
    var variables = new LiteralEnvironment.Variables(Map.of("IMBI_ASSISTANT_SYSTEM_PROMPT", value));

    try (var context =
        ApplicationContext.builder("nodatabase").propertySources(variables).start()) {
      assertThat(context.getProperty("imbi.assistant.system-prompt", String.class)).contains(value);
      assertThat(context.resolveRequiredPlaceholders("a ${imbi.assistant.system-prompt}"))
          .isEqualTo("a " + value);
    }
  }

  @Test
  void theProcesssOwnVariablesAreReadInThisWayAlone() {
    try (var context = LiteralEnvironment.of(ApplicationContext.builder("nodatabase")).start()) {
      assertThat(context.getProperty("path", String.class)).contains(System.getenv("PATH"));
      assertThat(context.getEnvironment().getPropertySources())
          .hasAtLeastOneElementOfType(LiteralEnvironment.Variables.class)
          .doesNotHaveAnyElementsOfTypes(EnvironmentPropertySource.class);
    }
  }
}
