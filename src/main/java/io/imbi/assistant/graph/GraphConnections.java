package io.imbi.assistant.graph;

import com.zaxxer.hikari.HikariConfig;

/** Makes a pool's connections fit for AGE. */
public final class GraphConnections {

  /**
   * Loads AGE, unless the server has done so before, and puts its schema on the search path, where
   * its operators must be; last, so that no table of anybody else is made there. A server may let
   * ordinary users load from one folder only; one that preloads AGE may let them load nothing, and
   * then nothing needs to be loaded.
   */
  private static final String INITIALISE =
      """
      DO $$
      BEGIN
        LOAD 'age';
      EXCEPTION WHEN OTHERS THEN
        BEGIN
          LOAD '$libdir/plugins/age';
        EXCEPTION WHEN OTHERS THEN
          NULL;
        END;
      END
      $$;
      SELECT pg_catalog.set_config('search_path', pg_catalog.array_to_string(
        pg_catalog.array_append(
          pg_catalog.array_remove(pg_catalog.array_remove(
            pg_catalog.regexp_split_to_array(
              pg_catalog.current_setting('search_path'), '\\s*,\\s*'),
            'ag_catalog'), ''),
          'ag_catalog'), ', '), false)
      """;

  private GraphConnections() {}

  /** Changes nothing but how connections begin and which errors end them. */
  public static void prepare(HikariConfig pool) {
    pool.setConnectionInitSql(INITIALISE);
    pool.setExceptionOverrideClassName(AgeErrors.class.getName());
  }
}
