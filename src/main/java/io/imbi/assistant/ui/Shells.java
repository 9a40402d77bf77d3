package io.imbi.assistant.ui;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.Release;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The HTML of each page, in which scripts then put what they are told over the interfaces. */
@Singleton
final class Shells {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

  private final String layout = Resources.text("layout.html");
  private final Map<String, String> everywhere;

  /**
   * @param prefix under which the routes of conversations stand
   * @param platform where the platform's own web UI is, which links of answers lead to
   */
  Shells(
      Deployment deployment,
      @Value("${imbi.assistant.route-prefix:}") String prefix,
      @Property(name = "imbi.ui-url") @Nullable String platform) {
    this.everywhere =
        Map.of(
            "prefix", escape(prefix),
            "platform", escape(platform == null ? "" : platform),
            "environment", escape(deployment.environment()),
            "version", escape(Release.version()));
  }

  String of(Page page) {
    Map<String, String> own =
        Map.of(
            "title", page.title(),
            "page", page.fileName(),
            "navigation", navigation(page),
            "aside", Resources.optionalText(page.fileName() + ".aside.html").orElse(""),
            "main", Resources.text(page.fileName() + ".html"));
    return PLACEHOLDER
        .matcher(layout)
        .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), own)));
  }

  private String value(String name, Map<String, String> own) {
    String value = own.getOrDefault(name, everywhere.get(name));
    if (value == null) {
      throw new IllegalStateException("The layout has a placeholder for nothing: " + name);
    }
    return value;
  }

  private static String navigation(Page current) {
    return Arrays.stream(Page.values())
        .map(
            page ->
                "<a href=\"%s\" data-icon=\"%s\"%s>%s</a>"
                    .formatted(
                        page.link(),
                        page.fileName(),
                        page == current ? " aria-current=\"page\"" : "",
                        page.title()))
        .collect(Collectors.joining("\n"));
  }

  /** For a quoted attribute or a text. */
  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
