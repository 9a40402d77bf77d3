package io.imbi.assistant.graph;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.util.PGobject;

/**
 * SQL with the values of its parameters, each an {@code agtype} in its text form. The driver must
 * know the type: AGE takes a parameter of no other.
 */
record BoundSql(String sql, List<String> arguments) {

  private static final String TYPE = "agtype";

  PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < arguments.size(); i++) {
        var argument = new PGobject();
        argument.setType(TYPE);
        argument.setValue(arguments.get(i));
        statement.setObject(i + 1, argument);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}
