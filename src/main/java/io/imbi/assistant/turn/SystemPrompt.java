package io.imbi.assistant.turn;

import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The instructions that every request begins with: the same bytes for the same person, whatever the
 * time, so that the model's cache serves them.
 */
@Singleton
final class SystemPrompt {

  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "\\{(display_name|email|admin_flag|perms_section|tools_section|links_section)}");

  private static final Pattern LINE_BREAKERS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

  private static final int MAX_NAME_CHARS = 200;

  private final String template;
  private final LinkPatterns links;

  SystemPrompt(TurnSettings settings, LinkPatterns links) {
    String custom = settings.systemPrompt();
    this.template = custom == null || custom.isBlank() ? bundled() : custom;
    this.links = links;
  }

  /**
   * @param offer what the turn begins with; it depends on the caller and the tools there are, and
   *     not on what has been said, so neither does the prompt
   */
  String render(Principal principal, ToolOffering.Offer offer) {
    Map<String, String> values =
        Map.of(
            "display_name", oneLine(displayName(principal)),
            "email", oneLine(principal.name()),
            "admin_flag", principal.permissions().administrator() ? " (administrator)" : "",
            "perms_section", permissions(principal.permissions()),
            "tools_section", tools(offer),
            "links_section", links.markdown());
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), "")));
  }

  private static String tools(ToolOffering.Offer offer) {
    if (offer.tools().isEmpty()) {
      return NO_TOOLS;
    }
    return KINDS_OF_TOOLS + (offer.searched() ? SEARCHED : LISTED);
  }

  private static final String KINDS_OF_TOOLS =
      """
      You have tools that read and change Imbi with this user's own rights, tools that act in the
      user's browser, and perhaps tools of other systems (their names begin with mcp_).\
      """;

  private static final String LISTED =
      """
       If a tool that you would expect is missing, call refresh_openapi_spec once and look again.\
      """;

  private static final String SEARCHED =
      """
       Only the most general ones are listed from the start. There are many more, to create,
      change and delete things and to read them in detail: search for them by what they do before
      you say that something cannot be done, or take a detour. Only if a search does not find a tool
      that you would expect, call refresh_openapi_spec once and search again.\
      """;

  private static final String NO_TOOLS =
      """
      You have no tools at the moment, so you can neither read nor change Imbi. Say so when that is
      what the user needs.\
      """;

  private static String displayName(Principal principal) {
    return switch (principal) {
      case Principal.User user -> user.displayName();
      case Principal.ServiceAccount account -> account.displayName();
    };
  }

  private static String permissions(Permissions permissions) {
    if (permissions.administrator()) {
      return "They may do everything.";
    }
    if (permissions.names().isEmpty()) {
      return "They hold no special permissions.";
    }
    return permissions.names().stream()
        .map(SystemPrompt::oneLine)
        .sorted()
        .collect(Collectors.joining(", ", "Their permissions: ", "."));
  }

  /** A name is somebody's input: it must not be able to add lines of instructions. */
  private static String oneLine(String text) {
    String line = LINE_BREAKERS.matcher(text).replaceAll(" ").strip();
    if (line.length() <= MAX_NAME_CHARS) {
      return line;
    }
    boolean inPair = Character.isHighSurrogate(line.charAt(MAX_NAME_CHARS - 1));
    return line.substring(0, inPair ? MAX_NAME_CHARS - 1 : MAX_NAME_CHARS);
  }

  private static String bundled() {
    try (InputStream in = SystemPrompt.class.getResourceAsStream("system-prompt.md")) {
      if (in == null) {
        throw new IllegalStateException("The build left out system-prompt.md");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
