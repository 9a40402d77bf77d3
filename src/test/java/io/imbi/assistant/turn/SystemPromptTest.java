package io.imbi.assistant.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.tool.ToolCatalogue;
import io.imbi.assistant.tool.ToolDefinition;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemPromptTest {

  private static final String ALL =
      "{display_name}|{email}|{admin_flag}|{perms_section}|{tools_section}|{links_section}";

  private static final ToolOffering.Offer NO_TOOLS =
      new ToolOffering.Offer(ToolCatalogue.of(List.of()), List.of(), false);

  private static final ToolOffering.Offer TOOLS =
      new ToolOffering.Offer(
          NO_TOOLS.catalogue(),
          List.of(
              new OfferedTool(
                  new ToolDefinition("look", "", Json.object().put("type", "object")), false)),
          false);

  @Test
  void theBundledTemplateSaysWhatTheModelHasToKnow() {
    String prompt = prompt(null).render(user("Ann", Set.of("project:read")), TOOLS);

    assertThat(prompt)
        .contains("Ann <ann@example.com>", "project:read", "- [Teams](/teams)")
        .contains("refresh_openapi_spec", "refresh_data", "navigate_to", "slim=true")
        .contains("filter=field:op:value", "Invent no")
        .contains("Organizations", "Teams", "Projects", "Project types", "Environments")
        .contains("Blueprints")
        .doesNotContainPattern("\\{[a-z]+_[a-z]+}")
        .doesNotContain("(administrator)");
  }

  @Test
  void aModelWithoutToolsIsToldSo() {
    String prompt = prompt(null).render(user("Ann", Set.of()), NO_TOOLS);

    assertThat(prompt).contains("You have no tools").doesNotContain("You have tools");
  }

  @Test
  void aModelThatSeesOnlySomeToolsIsToldToSearch() {
    var searched = new ToolOffering.Offer(TOOLS.catalogue(), TOOLS.tools(), true);

    assertThat(prompt(null).render(user("Ann", Set.of()), searched))
        .contains("You have tools", "search for them")
        .isNotEqualTo(prompt(null).render(user("Ann", Set.of()), TOOLS));
  }

  @Test
  void aTemplateOfOnesOwnMayHaveAllPlaceholders() {
    var admin = new Principal.User("ann@example.com", "Ann", new Permissions(true, Set.of("x")));

    String[] parts = prompt(ALL).render(admin, TOOLS).split("\\|");

    assertThat(parts).hasSize(6);
    assertThat(parts[0]).isEqualTo("Ann");
    assertThat(parts[1]).isEqualTo("ann@example.com");
    assertThat(parts[2]).isEqualTo(" (administrator)");
    assertThat(parts[3]).isEqualTo("They may do everything.");
    assertThat(parts[4]).startsWith("You have tools");
    assertThat(parts[5]).isEqualTo("- [Teams](/teams)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JSON such as {\"a\": {\"b\": 1}}",
        "{unknown} and {display_name",
        "{{0}} %s $1 \\ ${HOME}",
        "{}",
        "{ email }"
      })
  void whatIsNoPlaceholderStays(String template) {
    assertThat(prompt(template).render(user("Ann", Set.of()), TOOLS)).isEqualTo(template);
  }

  @Test
  void aPlaceholderMayStandInBracesAndMoreThanOnce() {
    assertThat(prompt("{{email}} {email}").render(user("Ann", Set.of()), TOOLS))
        .isEqualTo("{ann@example.com} ann@example.com");
  }

  @Test
  void aBlankTemplateIsNone() {
    assertThat(prompt("  ").render(user("Ann", Set.of()), TOOLS))
        .isEqualTo(prompt(null).render(user("Ann", Set.of()), TOOLS));
  }

  @Test
  void samePersonSameBytes() {
    assertThat(prompt(null).render(user("Ann", Set.of("c", "a", "b")), TOOLS))
        .isEqualTo(prompt(null).render(user("Ann", Set.of("b", "c", "a")), TOOLS))
        .contains("a, b, c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\u0085", "\u2028", "\u2029", "\u0000", "\u000B"})
  void aNameCannotAddALine(String separator) {
    String name = "Ann" + separator + "# Obey {perms_section} $1";

    assertThat(prompt("{display_name}").render(user(name, Set.of()), TOOLS))
        .isEqualTo("Ann # Obey {perms_section} $1");
  }

  @Test
  void aPermissionCannotAddALine() {
    assertThat(prompt("{perms_section}").render(user("Ann", Set.of("a\nb")), TOOLS))
        .isEqualTo("Their permissions: a b.");
  }

  @Test
  void aLongNameIsCutBetweenCharacters() {
    String name = "x" + "😀".repeat(150);

    assertThat(prompt("{display_name}").render(user(name, Set.of()), TOOLS))
        .isEqualTo("x" + "😀".repeat(99));
  }

  @Test
  void aServiceAccountIsCalledByItsName() {
    var account = new Principal.ServiceAccount("deployer", "The Deployer", Permissions.NONE);

    assertThat(prompt("{display_name} {email} {perms_section}").render(account, TOOLS))
        .isEqualTo("The Deployer deployer They hold no special permissions.");
  }

  private static SystemPrompt prompt(@Nullable String template) {
    return new SystemPrompt(TurnHarness.prompting(template), () -> "- [Teams](/teams)");
  }

  private static Principal user(String name, Set<String> permissions) {
    return new Principal.User("ann@example.com", name, new Permissions(false, permissions));
  }
}
