package io.imbi.assistant.thread.web;

import io.imbi.assistant.thread.ThreadSettings;
import io.micronaut.context.env.Environment;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says at start-up whether the chat API is there, and for whom. */
@Singleton
final class ChatNotice implements ApplicationEventListener<ServerStartupEvent> {

  private static final Logger LOG = LoggerFactory.getLogger(ChatNotice.class);

  private final ThreadSettings settings;
  private final boolean offered;

  ChatNotice(ThreadSettings settings, Environment environment) {
    this.settings = settings;
    this.offered = ChatOffered.isOffered(environment);
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    if (!offered) {
      LOG.info(
          "The chat API ({}) is off: set JIMS_API_KEY, JIMS_AUTHENTIK_URL with"
              + " JIMS_AUTHENTIK_APP_SLUG, or JIMS_APP, or start with the command jims",
          ChatController.PATH);
    } else if (settings.isOpen()) {
      LOG.warn(
          "The chat API ({}) is open to everybody who can reach it, with all contacts: set"
              + " JIMS_API_KEY, or JIMS_AUTHENTIK_URL with JIMS_AUTHENTIK_APP_SLUG",
          ChatController.PATH);
    }
  }
}
