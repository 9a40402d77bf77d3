package io.imbi.assistant.graph;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQL on the tables in which AGE keeps vertices ({@code id, properties}) and edges ({@code id,
 * start_id, end_id, properties}). For what Cypher on AGE cannot do well: order by an index, make
 * edges, update under PostgreSQL's own row locks, delete, insert or else update.
 *
 * <p>The text has notations of its own:
 *
 * <ul>
 *   <li>{@code {Label}}: the label's table;
 *   <li>{@code {.name}} or {@code {alias.name}}: a property, in the form that indexes serve;
 *   <li>{@code {now()}}: the database's clock, in milliseconds since 1970;
 *   <li>{@code $name}: a parameter, of type {@code agtype}.
 * </ul>
 */
public final class LabelQuery implements GraphStatement {

  private static final Pattern NOTATION =
      Pattern.compile(
          "\\$(?<parameter>[a-z_]+)|(?<now>\\{now\\(\\)})|\\{(?<alias>\\w*)\\.(?<property>\\w+)}|\\{(?<label>\\w+)}");

  private static final String NOW =
      "CAST(CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS ag_catalog.agtype)";

  private final String text;
  private final List<String> columns;

  private LabelQuery(String text, List<String> columns) {
    this.text = text;
    this.columns = Identifiers.check(columns);
  }

  /**
   * @param columns a name for each value that is returned; none if nothing is
   */
  public static LabelQuery of(@CompileTimeConstant String text, String... columns) {
    return new LabelQuery(text, List.of(columns));
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  BoundSql bind(GraphName graph, Parameters parameters) {
    List<String> arguments = new ArrayList<>();
    Matcher notation = NOTATION.matcher(text);
    String sql =
        notation.replaceAll(
            found -> Matcher.quoteReplacement(translate(found, graph, parameters, arguments)));
    return new BoundSql(sql, arguments);
  }

  private static String translate(
      MatchResult found, GraphName graph, Parameters parameters, List<String> arguments) {
    String parameter = found.group("parameter");
    if (parameter != null) {
      arguments.add(parameters.asText(parameter));
      return "?";
    }
    if (found.group("now") != null) {
      return NOW;
    }
    String label = found.group("label");
    if (label != null) {
      return graph.table(label);
    }
    String alias = found.group("alias");
    String properties = alias.isEmpty() ? "properties" : alias + ".properties";
    return property(properties, found.group("property"));
  }

  /** The expression that AGE makes of {@code n.name}, and so the one to index. */
  static String property(String properties, String name) {
    return "ag_catalog.agtype_access_operator(%s, '\"%s\"'::ag_catalog.agtype)"
        .formatted(properties, name);
  }

  @Override
  public String toString() {
    return text;
  }
}
