package io.imbi.assistant.thread.web;

import io.imbi.assistant.http.ListenAddress;
import io.imbi.assistant.http.OriginPolicy;
import io.imbi.assistant.thread.ThreadSettings;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages out where there is no credential to tell them from those who may call: the
 * browser of somebody who can reach the service would act for any page.
 */
@ServerFilter({ChatController.PATH, ChatController.PATH + "/**"})
@Requires(condition = ChatOffered.class)
final class OpenAccessFilter implements Ordered {

  private final boolean open;
  private final ListenAddress address;
  private final OriginPolicy policy;

  OpenAccessFilter(
      ThreadSettings settings,
      ListenAddress address,
      @Property(name = "imbi.assistant.url") @Nullable String ownUrl) {
    this.open = settings.isOpen();
    this.address = address;
    this.policy = new OriginPolicy(ownUrl == null ? List.of() : List.of(ownUrl));
  }

  @RequestFilter
  void check(HttpRequest<?> request) {
    if (open) {
      policy.check(request);
      if (address.onlyThisMachine()) {
        policy.checkHost(request);
      }
    }
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 1;
  }
}
