package io.imbi.assistant.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.Directory.ApiKey;
import io.imbi.assistant.identity.Directory.Lookup;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAuthenticatorTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final long LATER = NOW.getEpochSecond() + 60;
  private static final Principal ANN =
      new Principal.User("ann@example.com", "Ann", new Permissions(false, Set.of("project:read")));

  private final RecordingDirectory directory = new RecordingDirectory();
  private final TokenAuthenticator authenticator =
      new TokenAuthenticator(JwtSecret.of(SECRET), Clock.fixed(NOW, ZoneOffset.UTC), directory);

  @Test
  void aGoodTokenGivesTheDirectorysPrincipalAndCarriesTheTokenItself() {
    String token = RawJwt.hs256(SECRET, claims(LATER, "access"));
    assertThat(authenticate(token))
        .isEqualTo(new Authentication.Authenticated(new Caller(ANN, new BearerToken(token))));
  }

  @Test
  void theDirectoryIsToldWhatTheTokenSays() {
    authenticate(
        RawJwt.hs256(
            SECRET,
            """
            {"sub":"ann@example.com","jti":"t1","type":"access","exp":%d.5,"name":"Ann","is_admin":true,
             "permissions":["a","b",3],"auth_method":"client_credentials","more":[{}]}
            """
                .formatted(LATER)));
    assertThat(directory.tokens)
        .containsExactly(
            new AccessToken(
                "ann@example.com",
                "t1",
                true,
                "Ann",
                true,
                List.of("a", "b"),
                Instant.ofEpochSecond(LATER).plusMillis(500)));
  }

  @Test
  void whatTheIssuerSignsIsAccepted() {
    var claims =
        new AccessToken(
            "ann@example.com",
            "t1",
            false,
            null,
            false,
            List.of("project:read"),
            Instant.ofEpochSecond(LATER));
    var issuer = new TokenIssuer(JwtSecret.of(SECRET), Clock.fixed(NOW, ZoneOffset.UTC));
    assertThat(authenticate(issuer.issue(claims).value()))
        .isInstanceOf(Authentication.Authenticated.class);
    assertThat(directory.tokens).containsExactly(claims);
  }

  @Test
  void aTokenEndsAtItsExpiryToTheSecond() {
    long now = NOW.getEpochSecond();
    assertRefused(RawJwt.hs256(SECRET, claims(now, "access")), Refusal.TOKEN_EXPIRED);
    assertThat(authenticate(RawJwt.hs256(SECRET, claims(now + 1, "access"))))
        .isInstanceOf(Authentication.Authenticated.class);
  }

  @Test
  void aTokenOfAnotherTypeIsRefused() {
    assertRefused(RawJwt.hs256(SECRET, claims(LATER, "refresh")), Refusal.TOKEN_OF_WRONG_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'jti':'t','type':'access','exp':%d}",
        "{'sub':'a','type':'access','exp':%d}",
        "{'sub':'a','jti':'t','exp':%d}",
        "{'sub':'a','jti':'t','type':'access'}",
        "{'sub':'a','jti':'t','type':'access','exp':'%d'}",
        "{'sub':'a','jti':'t','type':'access','exp':null}",
        "{'sub':7,'jti':'t','type':'access','exp':%d}",
        "{'sub':' ','jti':'t','type':'access','exp':%d}",
        "{'sub':'a\\u0000','jti':'t','type':'access','exp':%d}",
        "{'sub':'a','sub':'b','jti':'t','type':'access','exp':%d}",
        "{'sub':'a','jti':'t','type':'access','exp':%d,'nbf':%1$d}",
        "{'sub':'a','jti':'t','type':'access','exp':%d,'nbf':'soon'}",
        "['sub']",
        "7",
        "",
        "{"
      })
  void aClaimThatIsMissingOrMalformedMakesATokenInvalid(String claims) {
    assertRefused(
        RawJwt.hs256(SECRET, claims.formatted(LATER).replace('\'', '"')), Refusal.TOKEN_INVALID);
  }

  @Test
  void anExpiryBeyondAllTimeIsNoError() {
    assertThat(
            authenticate(
                RawJwt.hs256(SECRET, claims(LATER, "access").replace("" + LATER, "1e999999999"))))
        .isInstanceOf(Authentication.Authenticated.class);
  }

  @Test
  void anotherKeysSignatureIsInvalidEvenOnAnExpiredToken() {
    assertRefused(RawJwt.hs256("x" + SECRET, claims(0, "refresh")), Refusal.TOKEN_INVALID);
  }

  @Test
  void changedClaimsAreInvalid() {
    String[] parts = RawJwt.hs256(SECRET, claims(LATER, "access")).split("\\.", -1);
    String claims = claims(LATER, "access").replace("ann@", "bob@");
    assertRefused(
        parts[0] + "." + RawJwt.encode(claims.getBytes(UTF_8)) + "." + parts[2],
        Refusal.TOKEN_INVALID);
  }

  @Test
  void noOtherAlgorithmIsAccepted() throws GeneralSecurityException {
    String claims = claims(LATER, "access");
    assertRefused(
        RawJwt.signed("HmacSHA512", SECRET + SECRET, "{\"alg\":\"HS512\"}", claims),
        Refusal.TOKEN_INVALID);
    assertRefused(
        RawJwt.signed("HmacSHA256", SECRET, "{\"alg\":\"HS512\"}", claims), Refusal.TOKEN_INVALID);
    assertRefused(
        RawJwt.signed("HmacSHA256", SECRET, "{\"alg\":\"none\"}", claims), Refusal.TOKEN_INVALID);
    assertRefused(
        RawJwt.encode("{\"alg\":\"none\"}".getBytes(UTF_8))
            + "."
            + RawJwt.encode(claims.getBytes(UTF_8))
            + ".",
        Refusal.TOKEN_INVALID);
    assertRefused(rs256(claims), Refusal.TOKEN_INVALID);
  }

  @Test
  void anExtensionThatMustBeUnderstoodIsRefused() {
    assertRefused(
        RawJwt.signed(
            "HmacSHA256",
            SECRET,
            "{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}",
            claims(LATER, "access")),
        Refusal.TOKEN_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.b", "a.b.c", "....", "a.b.c.d.e", "é.ü.ö", "%00"})
  void whatIsNoTokenIsInvalid(String token) {
    assertRefused(token, Refusal.TOKEN_INVALID);
  }

  @Test
  void aHeaderNestedWithoutEndIsInvalid() {
    String header = "{\"alg\":" + "[".repeat(12_000);
    assertRefused(
        RawJwt.signed("HmacSHA256", SECRET, header, claims(LATER, "access")),
        Refusal.TOKEN_INVALID);
  }

  @Test
  void anApiKeyIsTakenApartAtTheUnderscoreAfterItsId() {
    assertThat(authenticate("ik_abc_se_cret")).isInstanceOf(Authentication.Authenticated.class);
    assertThat(directory.keys).containsExactly(new ApiKey("ik_abc", "se_cret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ik_", "ik_abc", "ik_abc_", "ik__secret"})
  void whatIsNoApiKeyIsRefusedUnasked(String key) {
    assertRefused(key, Refusal.API_KEY_INVALID);
    assertThat(directory.keys).isEmpty();
  }

  @Test
  void theDirectorysRefusalIsTheAnswer() {
    directory.answer = new Lookup.Refused(Refusal.TOKEN_REVOKED);
    assertRefused(RawJwt.hs256(SECRET, claims(LATER, "access")), Refusal.TOKEN_REVOKED);
    assertRefused("ik_a_b", Refusal.TOKEN_REVOKED);
  }

  @Test
  void aDirectoryThatFailsRefusesNobody() {
    directory.failure = new IllegalStateException("no connection");
    assertThat(authenticate("ik_a_b")).isEqualTo(new Authentication.Unavailable());
    assertThat(authenticate(RawJwt.hs256(SECRET, claims(LATER, "access"))))
        .isEqualTo(new Authentication.Unavailable());
  }

  @Test
  void nothingOfACredentialIsInAnyText() {
    String token = RawJwt.hs256(SECRET, claims(LATER, "access"));
    assertThat(authenticate(token).toString()).doesNotContain(token);
    assertThat(new ApiKey("ik_a", "hush").toString()).doesNotContain("hush");
    assertThat(JwtSecret.of(SECRET).toString()).doesNotContain(SECRET);
    assertThat(new AuthSettings(SECRET).toString()).doesNotContain(SECRET);
  }

  private Authentication authenticate(String token) {
    return authenticator.authenticate(new BearerToken(token));
  }

  private void assertRefused(String token, String detail) {
    assertThat(authenticate(token)).isEqualTo(new Authentication.Refused(detail));
  }

  private static String claims(long expiry, String type) {
    return "{\"sub\":\"ann@example.com\",\"jti\":\"t\",\"type\":\"%s\",\"exp\":%d}"
        .formatted(type, expiry);
  }

  private static String rs256(String claims) throws GeneralSecurityException {
    var keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    var signature = Signature.getInstance("SHA256withRSA");
    String input =
        RawJwt.encode("{\"alg\":\"RS256\"}".getBytes(UTF_8))
            + "."
            + RawJwt.encode(claims.getBytes(UTF_8));
    signature.initSign(keys.getPrivate());
    signature.update(input.getBytes(UTF_8));
    return input + "." + RawJwt.encode(signature.sign());
  }

  private static final class RecordingDirectory implements Directory {
    final List<AccessToken> tokens = new ArrayList<>();
    final List<ApiKey> keys = new ArrayList<>();
    Lookup answer = new Lookup.Found(ANN);
    @Nullable RuntimeException failure;

    @Override
    public Lookup find(AccessToken token) {
      tokens.add(token);
      return answer();
    }

    @Override
    public Lookup find(ApiKey key) {
      keys.add(key);
      return answer();
    }

    private Lookup answer() {
      if (failure != null) {
        throw failure;
      }
      return answer;
    }
  }
}
