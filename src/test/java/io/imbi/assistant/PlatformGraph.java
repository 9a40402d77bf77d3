package io.imbi.assistant;

import io.imbi.assistant.graph.TestAge;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph as the platform's other programs leave it, written and read by hand: Cypher in, AGE's own
 * text out, with nothing of the service in between.
 */
final class PlatformGraph implements AutoCloseable {

  private final TestAge age = TestAge.start();

  /** The settings of a service on this graph, together with others. */
  Map<String, Object> settings(Map<String, Object> others) {
    Map<String, Object> all = new HashMap<>(age.settings());
    all.putAll(others);
    return all;
  }

  void write(String cypher) {
    age.execute(sql(cypher));
  }

  /** What the statement returns, one column of it. */
  List<String> read(String cypher) {
    List<String> values = new ArrayList<>();
    try (Connection connection = age.dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql(cypher));
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(cypher, e);
    }
    return values;
  }

  /** Properties of a conversation's messages, found as the platform's own assistant finds them. */
  List<String> messages(String conversation) {
    return read(
        "MATCH (m:Message {conversation_id: '%s'}) RETURN properties(m) ORDER BY m.sequence"
            .formatted(conversation));
  }

  private String sql(String cypher) {
    return "SELECT * FROM ag_catalog.cypher('%s', $cypher$%s$cypher$) AS (value agtype)"
        .formatted(age.name(), cypher);
  }

  @Override
  public void close() {
    age.close();
  }
}
