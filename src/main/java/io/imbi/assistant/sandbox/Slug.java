package io.imbi.assistant.sandbox;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/** Makes slugs of names. */
final class Slug {

  private static final int MAX_LENGTH = 64;

  private Slug() {}

  /** Such as {@code payment-gateway} of {@code Payment Gateway}; a 422 if nothing is left. */
  static String of(String name) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    String slug = trim(plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
    if (slug.isEmpty()) {
      throw ApiError.invalid(
          List.of(
              new Problem("missing", List.of("body", "slug"), "The name makes no slug: give one")));
    }
    return slug.length() <= MAX_LENGTH ? slug : trim(slug.substring(0, MAX_LENGTH));
  }

  private static String trim(String slug) {
    return slug.replaceAll("^-|-$", "");
  }
}
