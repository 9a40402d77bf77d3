package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/** Tells which operations are not for the model. */
final class Exclusions {

  private static final String LANDMARK = "/users/me";

  private final List<Pattern> paths;

  private Exclusions(List<Pattern> paths) {
    this.paths = paths;
  }

  /**
   * Reads off the document where the API is mounted.
   *
   * @throws UnusableDocumentException if that cannot be told: then nobody can say which paths are
   *     those of the credentials
   */
  static Exclusions of(Document document) throws UnusableDocumentException {
    List<String> landmarks =
        document
            .paths()
            .propertyStream()
            .map(path -> path.getKey())
            .filter(path -> path.endsWith(LANDMARK))
            .toList();
    if (landmarks.size() != 1) {
      throw new UnusableDocumentException(
          "the document has %d paths that end in %s instead of one, so where the API is mounted is unknown"
              .formatted(landmarks.size(), LANDMARK));
    }
    String landmark = landmarks.getFirst();
    String prefix =
        "^" + Pattern.quote(landmark.substring(0, landmark.length() - LANDMARK.length()));
    return new Exclusions(
        List.of(
            Pattern.compile(prefix + "/auth/"),
            Pattern.compile(prefix + "/mfa/"),
            Pattern.compile(prefix + "/status/?$"),
            Pattern.compile(".*/thumbnail/?$")));
  }

  boolean leaveOut(String path, JsonNode operation) {
    return operation.path("x-imbi-ai-tool").asText().equalsIgnoreCase("false")
        || paths.stream().anyMatch(pattern -> pattern.matcher(path).find());
  }
}
