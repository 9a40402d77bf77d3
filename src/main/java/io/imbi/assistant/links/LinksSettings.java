package io.imbi.assistant.links;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * Where the user interface is.
 *
 * @param uiUrl its public address, which links begin with; null makes them begin at the root
 * @param internalUiUrl its address from within the cluster, where {@code llms.txt} is read; null
 *     means the public one
 */
@ConfigurationProperties("imbi")
record LinksSettings(@Nullable String uiUrl, @Nullable String internalUiUrl) {}
