package io.imbi.assistant;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.Release;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.sentry.Sentry;
import io.sentry.logback.SentryAppender;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Reports what is logged as an error to Sentry, where that is wanted. */
@Context
final class ErrorReports {

  private final @Nullable SentryAppender appender;

  ErrorReports(
      JimsSettings settings,
      Deployment deployment,
      @Property(name = "sentry.dsn") @Nullable String dsn) {
    if (!settings.enableSentry()) {
      this.appender = null;
      return;
    }
    if (dsn == null || dsn.isBlank()) {
      throw new SettingException("SENTRY_DSN", "must be set, as JIMS_ENABLE_SENTRY is");
    }
    try {
      Sentry.init(
          options -> {
            options.setDsn(dsn.strip());
            options.setEnvironment(deployment.environment());
            options.setRelease(Release.NAME + "@" + Release.version());
            options.setSendDefaultPii(false);
          });
    } catch (IllegalArgumentException _) {
      throw new SettingException(
          "SENTRY_DSN", "is no DSN such as https://key@sentry.example.com/1");
    }
    this.appender = appender();
    root().addAppender(appender);
  }

  private static SentryAppender appender() {
    var appender = new SentryAppender();
    appender.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    appender.setMinimumEventLevel(Level.ERROR);
    appender.setMinimumBreadcrumbLevel(Level.WARN);
    appender.start();
    return appender;
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @PreDestroy
  void stop() {
    if (appender != null) {
      root().detachAppender(appender);
      appender.stop();
      Sentry.close();
    }
  }
}
