package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.graph.TestAge;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the page about Imbi installations tells people to run, and which settings it names. */
class CompatibilityPageTest {

  private static final Path PAGE = Path.of("docs", "compatibility.md");
  private static final Pattern STATEMENT =
      Pattern.compile("^ {7}(SELECT[^;]+;)", Pattern.MULTILINE);
  private static final Pattern VARIABLE =
      Pattern.compile("`((?:IMBI|POSTGRES|ANTHROPIC|ASSISTANT)_[A-Z_]+)");

  @Test
  void theWayBackCanBeGone() throws IOException {
    try (TestAge age = TestAge.start();
        ApplicationContext context = ApplicationContext.run(age.settings())) {
      assertThat(context.isRunning()).isTrue();
      age.execute(
          """
          SELECT * FROM cypher('%s', $$
            CREATE (:Conversation {id: 'other', model: 'gpt'}), (:TurnLease {holder: 'x'}),
              (:Conversation {id: 'ours', model: 'claude-opus-4-5'}) $$) AS (x agtype)
          """
              .formatted(age.name()));

      List<String> statements =
          STATEMENT.matcher(Files.readString(PAGE)).results().map(m -> m.group(1)).toList();
      assertThat(statements).hasSize(7);
      for (String statement : statements) {
        age.execute(statement.replace("'imbi'", "'" + age.name() + "'"));
      }

      assertThat(
              age.count(
                  "SELECT count(*) FROM ag_catalog.ag_label WHERE name IN ('TurnLease',"
                      + " 'WaitingTurn', 'JimsEvent', 'HAS_JIMS_EVENT') AND relation::text LIKE '%"
                      + age.name()
                      + "%'"))
          .isZero();
      assertThat(
              age.count(
                  """
                  SELECT count(*) FROM cypher('%s', $$
                    MATCH (c:Conversation) WHERE c.model = 'claude-sonnet-4-6' RETURN c
                  $$) AS (c agtype)
                  """
                      .formatted(age.name())))
          .isEqualTo(1);
    }
  }

  @Test
  void itNamesNoSettingThatThereIsNot() throws IOException {
    Set<String> settings =
        Readme.table("Variable").stream()
            .flatMap(row -> Readme.code(row.getFirst()).stream())
            .collect(Collectors.toSet());

    assertThat(
            VARIABLE.matcher(Files.readString(PAGE)).results().map((MatchResult m) -> m.group(1)))
        .isNotEmpty()
        .allMatch(settings::contains);
  }
}
