package io.imbi.assistant.http;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * How a stream and its client keep each other alive.
 *
 * @param heartbeat after how much silence a comment is sent, so that no proxy takes the stream for
 *     dead
 * @param stallTimeout for how long a client may read nothing while there is something to read
 */
@ConfigurationProperties("imbi.assistant.stream")
public record StreamSettings(
    @Bindable(defaultValue = "15s") @NotNull Duration heartbeat,
    @Bindable(defaultValue = "60s") @NotNull Duration stallTimeout) {

  public StreamSettings {
    requirePositive("IMBI_ASSISTANT_STREAM_HEARTBEAT", heartbeat);
    requirePositive("IMBI_ASSISTANT_STREAM_STALL_TIMEOUT", stallTimeout);
  }

  private static void requirePositive(String variable, Duration duration) {
    if (!duration.isPositive()) {
      throw new SettingException(variable, "must be longer than nothing, such as 15s");
    }
  }
}
