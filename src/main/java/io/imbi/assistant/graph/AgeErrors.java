package io.imbi.assistant.graph;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Keeps the pool from closing a connection for an error that is AGE's usual answer to a query that
 * it does not support. The pool makes one itself, so it is public.
 */
public final class AgeErrors implements SQLExceptionOverride {

  private static final String FEATURE_NOT_SUPPORTED = "0A000";

  // The interface's own type of that name hides the annotation's.
  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    return FEATURE_NOT_SUPPORTED.equals(failure.getSQLState())
        ? Override.DO_NOT_EVICT
        : Override.CONTINUE_EVICT;
  }
}
