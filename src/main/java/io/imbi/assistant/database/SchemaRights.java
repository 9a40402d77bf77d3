package io.imbi.assistant.database;

import io.imbi.assistant.deployment.SettingException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Says what to do where the schema is not there and may not be made. Whoever has had it made for
 * the service needs no right to make one.
 */
final class SchemaRights extends BaseCallback {

  private static final String MISSING_RIGHT =
      """
      SELECT current_user
      WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ?)
        AND NOT has_database_privilege(current_database(), 'CREATE')
      """;

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_CREATE_SCHEMA;
  }

  @Override
  public void handle(Event event, Context context) {
    String schema = context.getConfiguration().getDefaultSchema();
    // The connection is the migration's own.
    @SuppressWarnings("resource")
    var connection = context.getConnection();
    try (PreparedStatement statement = connection.prepareStatement(MISSING_RIGHT)) {
      statement.setString(1, schema);
      ResultSet rows = statement.executeQuery();
      if (rows.next()) {
        throw new SettingException(
            PostgresSettings.URL_VARIABLE,
            ("the user %1$s may not create the schema %2$s in this database; let somebody who may"
                    + " do it: CREATE SCHEMA %2$s AUTHORIZATION %1$s")
                .formatted(rows.getString(1), schema));
      }
    } catch (SQLException _) {
      // Whatever is wrong, creating the schema will tell.
    }
  }
}
