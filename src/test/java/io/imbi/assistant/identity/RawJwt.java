package io.imbi.assistant.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens that no well-behaved library would make. */
final class RawJwt {

  private RawJwt() {}

  static String hs256(String secret, String claims) {
    return signed("HmacSHA256", secret, "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims);
  }

  static String signed(String algorithm, String secret, String header, String claims) {
    String input = encode(header.getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
    try {
      var mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), algorithm));
      return input + "." + encode(mac.doFinal(input.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
