package io.imbi.assistant.tool.mcp;

import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.convert.TypeConverter;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Lets settings be bound as secrets, so that no settings object can show them. */
@Singleton
final class SecretConverter implements TypeConverter<CharSequence, Secret> {

  @Override
  public Optional<Secret> convert(
      CharSequence text, Class<Secret> type, ConversionContext context) {
    return Optional.of(new Secret(text.toString()));
  }
}
