package io.imbi.assistant.tool.openapi;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How much the API's document and its answers may take, and how soon a document that could not be
 * read is asked for again. The variables begin with {@code IMBI_ASSISTANT_OPENAPI_}.
 *
 * @param maxDocumentBytes {@code MAX_DOCUMENT_BYTES}
 * @param documentTimeout {@code DOCUMENT_TIMEOUT}: for reading the document, and again for making
 *     tools of it
 * @param callTimeout {@code CALL_TIMEOUT}: for one call of the API
 * @param maxResponseBytes {@code MAX_RESPONSE_BYTES}: what is read of one answer
 * @param firstRetry {@code FIRST_RETRY}: the first pause between attempts at start-up; each next
 *     one is twice as long
 * @param longestRetry {@code LONGEST_RETRY}: the longest such pause
 */
@ConfigurationProperties("imbi.assistant.openapi")
record OpenApiSettings(
    @Bindable(defaultValue = "20971520") int maxDocumentBytes,
    @Bindable(defaultValue = "30s") Duration documentTimeout,
    @Bindable(defaultValue = "60s") Duration callTimeout,
    @Bindable(defaultValue = "8388608") int maxResponseBytes,
    @Bindable(defaultValue = "1s") Duration firstRetry,
    @Bindable(defaultValue = "30s") Duration longestRetry) {

  OpenApiSettings {
    positive("MAX_DOCUMENT_BYTES", maxDocumentBytes > 0);
    positive("DOCUMENT_TIMEOUT", documentTimeout.isPositive());
    positive("CALL_TIMEOUT", callTimeout.isPositive());
    positive("MAX_RESPONSE_BYTES", maxResponseBytes > 0);
    positive("FIRST_RETRY", firstRetry.isPositive());
    positive("LONGEST_RETRY", longestRetry.isPositive());
  }

  private static void positive(String variable, boolean isPositive) {
    if (!isPositive) {
      throw new SettingException("IMBI_ASSISTANT_OPENAPI_" + variable, "must be positive");
    }
  }
}
