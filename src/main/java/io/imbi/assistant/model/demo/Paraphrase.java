package io.imbi.assistant.model.demo;

import java.util.regex.Pattern;

/** Says in the words of tools what people say in one verb. */
final class Paraphrase {

  /** What may stand before a request, as the first group. */
  static final String COURTESY = "^((?:(?:please|now|then|and|hey|hi|hello)\\b|[,\\s]++){0,20})";

  private static final Pattern RELEASE =
      Pattern.compile(COURTESY + "release\\s+(?=v?\\d+(?:\\.\\d+)+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern DEPLOY =
      Pattern.compile(COURTESY + "deploy\\s+", Pattern.CASE_INSENSITIVE);

  private Paraphrase() {}

  /** The request to release or deploy something in other words; any other text as it is. */
  static String of(String text) {
    if (text.strip().endsWith("?")) {
      return text;
    }
    String released = RELEASE.matcher(text).replaceFirst("$1create release ");
    return DEPLOY.matcher(released).replaceFirst("$1record deployment of ");
  }
}
