package io.imbi.assistant.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks an access token's signature and claims.
 *
 * <p>The signature comes first: until it has proved right, a token is merely invalid, whatever else
 * it says of itself.
 */
final class JwtVerifier {

  static final JWSAlgorithm ALGORITHM = JWSAlgorithm.HS256;
  static final String ACCESS = "access";
  static final String CLIENT_CREDENTIALS = "client_credentials";

  /** Past this, arithmetic on instants overflows. The year 9999. */
  private static final double MAX_EPOCH_SECOND = 253_402_300_799d;

  private final MACVerifier signatures;
  private final Clock clock;

  JwtVerifier(JwtSecret secret, Clock clock) {
    this.clock = clock;
    try {
      this.signatures = new MACVerifier(secret.bytes());
    } catch (JOSEException e) {
      throw new IllegalStateException("The secret cannot verify HS256", e);
    }
  }

  sealed interface Verification {
    record Verified(AccessToken token) implements Verification {}

    record Rejected(String detail) implements Verification {}
  }

  Verification verify(String token) {
    JsonNode claims;
    try {
      var jws = JWSObject.parse(token);
      if (!jws.getHeader().getAlgorithm().equals(ALGORITHM) || !jws.verify(signatures)) {
        return invalid();
      }
      claims = Json.parse(jws.getPayload().toBytes());
    } catch (ParseException | JOSEException | MalformedJsonException _) {
      return invalid();
    }
    return check(claims);
  }

  private Verification check(JsonNode claims) {
    Optional<Instant> expiry = instant(claims.path("exp"));
    String subject = name(claims.path("sub"));
    String id = name(claims.path("jti"));
    String type = name(claims.path("type"));
    JsonNode notBefore = claims.path("nbf");
    if (expiry.isEmpty() || subject.isEmpty() || id.isEmpty() || type.isEmpty()) {
      return invalid();
    }
    Instant now = clock.instant();
    if (!now.isBefore(expiry.get())) {
      return new Verification.Rejected(Refusal.TOKEN_EXPIRED);
    }
    if (!notBefore.isMissingNode()
        && instant(notBefore).filter(start -> !now.isBefore(start)).isEmpty()) {
      return invalid();
    }
    if (!type.equals(ACCESS)) {
      return new Verification.Rejected(Refusal.TOKEN_OF_WRONG_TYPE);
    }
    String displayName = claims.path("name").asText("");
    return new Verification.Verified(
        new AccessToken(
            subject,
            id,
            claims.path("auth_method").asText("").equals(CLIENT_CREDENTIALS),
            displayName.isBlank() ? null : displayName,
            claims.path("is_admin").isBoolean() && claims.path("is_admin").booleanValue(),
            texts(claims.path("permissions")),
            expiry.get()));
  }

  private static Verification invalid() {
    return new Verification.Rejected(Refusal.TOKEN_INVALID);
  }

  /** The text of a claim that names something; empty if it is not fit to. */
  private static String name(JsonNode claim) {
    String text = claim.isTextual() ? claim.textValue() : "";
    return text.isBlank() || text.chars().anyMatch(Character::isISOControl) ? "" : text;
  }

  /** RFC 7519 counts in seconds that may have a fraction. */
  private static Optional<Instant> instant(JsonNode claim) {
    if (!claim.isNumber()) {
      return Optional.empty();
    }
    double seconds = Math.clamp(claim.doubleValue(), 0, MAX_EPOCH_SECOND);
    return Optional.of(Instant.ofEpochMilli((long) (seconds * 1000)));
  }

  private static List<String> texts(JsonNode claim) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : claim) {
      if (element.isTextual()) {
        texts.add(element.textValue());
      }
    }
    return texts;
  }
}
