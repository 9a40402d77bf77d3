package io.imbi.assistant.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.imbi.assistant.json.Json;
import java.time.Clock;

/**
 * Signs access tokens. The platform's own come from the Imbi API; these are for development and
 * tests.
 */
public final class TokenIssuer {

  private final JwtSecret secret;
  private final Clock clock;

  public TokenIssuer(JwtSecret secret, Clock clock) {
    this.secret = secret;
    this.clock = clock;
  }

  public BearerToken issue(Directory.AccessToken token) {
    var claims = Json.object();
    claims.put("sub", token.subject());
    claims.put("jti", token.tokenId());
    claims.put("type", JwtVerifier.ACCESS);
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put("exp", token.expiresAt().getEpochSecond());
    if (token.displayName() != null) {
      claims.put("name", token.displayName());
    }
    if (token.serviceAccount()) {
      claims.put("auth_method", JwtVerifier.CLIENT_CREDENTIALS);
    }
    claims.put("is_admin", token.administrator());
    claims.set("permissions", Json.tree(token.permissions()));
    return new BearerToken(sign(Json.write(claims)));
  }

  private String sign(String claims) {
    var jws =
        new JWSObject(
            new JWSHeader.Builder(JwtVerifier.ALGORITHM).type(JOSEObjectType.JWT).build(),
            new Payload(claims));
    try {
      jws.sign(new MACSigner(secret.bytes()));
    } catch (JOSEException e) {
      throw new IllegalStateException("Cannot sign a token", e);
    }
    return jws.serialize();
  }
}
