package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.identity.Owner;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import javax.sql.DataSource;

/** How the database runs the statements on conversations that are run most. */
public final class TablePlans {

  private TablePlans() {}

  public static Map<String, String> of(DataSource database, Owner owner, UUID conversation) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("owner", "'" + owner.value() + "'");
    values.put("conversation", "'" + conversation + "'");
    values.put("id", "'" + conversation + "'");
    values.put("limit", "20");
    values.put("offset", "0");
    values.put("first", "0");
    values.put("count", "2");
    values.put("now", "now()");
    Map<String, String> plans = new LinkedHashMap<>();
    plans.put("first page", explain(database, Conversations.PAGE_OF_UNARCHIVED, values));
    plans.put("load", explain(database, Messages.OWNERS_HISTORY, values));
    plans.put("append, the sequences", explain(database, Conversations.TAKE_SEQUENCES, values));
    return plans;
  }

  private static String explain(DataSource database, String sql, Map<String, String> values) {
    String filled = sql;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replaceAll(":" + value.getKey() + "\\b", value.getValue());
    }
    var plan = new StringJoiner("\n");
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN (COSTS OFF) " + filled)) {
      while (rows.next()) {
        plan.add(rows.getString(1));
      }
      return plan.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(filled, e);
    }
  }
}
