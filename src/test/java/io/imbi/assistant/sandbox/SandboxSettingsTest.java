package io.imbi.assistant.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SandboxSettingsTest {

  private static final Deployment DEVELOPMENT = new Deployment(Deployment.DEVELOPMENT);
  private static final Deployment PRODUCTION = new Deployment("production");

  @Test
  void theDefaultIsAuto() {
    assertThat(read(Map.of())).isEqualTo(new SandboxSettings("auto"));
  }

  @Test
  void theSettingIsReadUnderItsName() {
    assertThat(read(Map.of("imbi.assistant.sandbox", "off"))).isEqualTo(new SandboxSettings("off"));
  }

  @Test
  void autoStandsInForAMissingApiInDevelopmentOnly() {
    var auto = new SandboxSettings("auto");

    assertThat(auto.wanted(DEVELOPMENT, false)).isTrue();
    assertThat(auto.wanted(DEVELOPMENT, true)).isFalse();
    assertThat(auto.wanted(PRODUCTION, false)).isFalse();
  }

  @Test
  void onAndOffDecideByThemselves() {
    assertThat(new SandboxSettings("on").wanted(DEVELOPMENT, true)).isTrue();
    assertThat(new SandboxSettings("off").wanted(DEVELOPMENT, false)).isFalse();
    assertThat(new SandboxSettings("true").wanted(DEVELOPMENT, true)).isTrue();
    assertThat(new SandboxSettings("false").wanted(DEVELOPMENT, false)).isFalse();
  }

  @Test
  void onOutsideDevelopmentStopsTheStart() {
    assertThatThrownBy(() -> new SandboxSettings("on").wanted(PRODUCTION, false))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("IMBI_ASSISTANT_SANDBOX");
  }

  @Test
  void anotherValueStopsTheStart() {
    assertThatThrownBy(() -> new SandboxSettings("maybe").wanted(DEVELOPMENT, false))
        .isInstanceOf(SettingException.class)
        .hasMessage("IMBI_ASSISTANT_SANDBOX: must be auto, on or off");
  }

  @Test
  void theServiceStartsItWhereItIsWantedAndOnlyThere() {
    assertThat(isStarted(Map.of())).isTrue();
    assertThat(isStarted(Map.of("imbi.internal-api-url", "http://localhost:8000"))).isFalse();
    assertThat(isStarted(Map.of("assistant.environment", "production"))).isFalse();
  }

  @Test
  void aWrongSettingStopsTheStart() {
    assertThatThrownBy(() -> isStarted(Map.of("imbi.assistant.sandbox", "maybe")))
        .rootCause()
        .isInstanceOf(SettingException.class);
  }

  private static boolean isStarted(Map<String, Object> properties) {
    try (var context = ApplicationContext.builder("nodatabase").properties(properties).start()) {
      return context.findBean(Sandbox.class).isPresent();
    }
  }

  private static SandboxSettings read(Map<String, Object> properties) {
    try (var context = ApplicationContext.builder("nodatabase").properties(properties).start()) {
      return context.getBean(SandboxSettings.class);
    }
  }
}
