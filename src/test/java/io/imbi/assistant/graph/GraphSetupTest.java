package io.imbi.assistant.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GraphSetupTest {

  private static final CypherQuery FIND =
      CypherQuery.of("MATCH (t:Thing) WHERE t.name = $name RETURN t", "thing");

  private TestAge age;

  @BeforeEach
  void start() {
    age = TestAge.start();
  }

  @AfterEach
  void stop() {
    age.close();
  }

  @Test
  void labelsAndIndexesAreMadeOnce() {
    var schema =
        new GraphSchema(
            List.of(Label.vertices("Thing"), Label.edges("Knows")),
            List.of(
                PropertyIndex.on("Thing", IndexKey.ascending("owner"), IndexKey.descending("time")),
                PropertyIndex.unique("Thing", "name")));

    age.ensure(schema);
    List<String> made = indexes();
    age.ensure(schema);

    assertThat(made).contains("imbi_assistant_thing_by_owner_time", "imbi_assistant_thing_by_name");
    assertThat(indexes()).isEqualTo(made);
  }

  @Test
  void anIndexServesTheConditionThatItIsFor() {
    age.ensure(
        new GraphSchema(
            List.of(Label.vertices("Thing")), List.of(PropertyIndex.on("Thing", "name"))));

    assertThat(age.explain(FIND, Parameters.of("name", "x")))
        .contains("imbi_assistant_thing_by_name");
  }

  @Test
  void aUniqueIndexIsKept() {
    age.ensure(
        new GraphSchema(
            List.of(Label.vertices("Thing")), List.of(PropertyIndex.unique("Thing", "name"))));
    var create = CypherQuery.of("CREATE (t:Thing {name: $name})");

    age.graph().run(create, Parameters.of("name", "one"));

    assertThatThrownBy(() -> age.graph().run(create, Parameters.of("name", "one")))
        .isInstanceOf(GraphException.class);
  }

  @Test
  void anIndexThatSomebodyElseMadeIsUsed() {
    age.ensure(new GraphSchema(List.of(Label.vertices("Thing")), List.of()));
    age.execute(
        "CREATE INDEX theirs ON %s (ag_catalog.agtype_access_operator(properties, '\"name\"'::agtype))"
            .formatted(age.name().table("Thing")));

    age.ensure(new GraphSchema(List.of(), List.of(PropertyIndex.on("Thing", "name"))));

    assertThat(indexes()).contains("theirs").noneMatch(name -> name.startsWith("imbi_assistant"));
  }

  @Test
  void labelsOfOthersAreNotMade() {
    age.ensure(
        new GraphSchema(
            List.of(Label.foreignVertices("User"), Label.foreignEdges("MEMBER_OF")),
            List.of(PropertyIndex.on("User", "email"))));

    assertThat(indexes()).noneMatch(name -> name.contains("user"));
  }

  @Test
  void structureThatOldVersionsLackIsMade() {
    age.ensure(new GraphSchema(List.of(Label.edges("Knows")), List.of()));
    age.execute("DROP INDEX \"%s\".\"Knows_start_id_idx\"".formatted(age.name()));

    age.ensure(new GraphSchema(List.of(Label.edges("Knows")), List.of()));

    assertThat(indexes()).contains("Knows_start_id_idx");
  }

  private List<String> indexes() {
    List<String> names = new ArrayList<>();
    try (Connection connection = age.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT indexname FROM pg_indexes WHERE schemaname = '%s' ORDER BY 1"
                    .formatted(age.name()))) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return names;
  }
}
