package io.imbi.assistant.thread;

import io.imbi.assistant.identity.BearerToken;

/**
 * A token of the service itself, for calls of the Imbi API where none is configured: contacts of
 * external systems have none. Only where the Imbi API is made up there is such a bean.
 */
@FunctionalInterface
public interface ServiceToken {

  BearerToken current();
}
