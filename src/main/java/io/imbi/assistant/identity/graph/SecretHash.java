package io.imbi.assistant.identity.graph;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Argon2 hash in PHC form, {@code $argon2id$v=19$m=65536,t=3,p=4$SALT$HASH}. One whose cost is
 * beyond reason is not run.
 */
final class SecretHash {

  private static final int MAX_MEMORY_KIB = 256 * 1024;
  private static final int MAX_ITERATIONS = 16;
  private static final int MAX_PARALLELISM = 16;
  private static final int MIN_KIB_PER_LANE = 8;

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2(?<variant>id|i|d)\\$v=(?<version>16|19)"
              + "\\$m=(?<memory>\\d{1,7}),t=(?<iterations>\\d{1,3}),p=(?<parallelism>\\d{1,3})"
              + "\\$[A-Za-z0-9+/]{11,86}\\$(?<hash>[A-Za-z0-9+/]{16,172})");

  /**
   * A hash of what nobody has, at the cost of Imbi's own: checked where there is no key, so that
   * this takes as long as checking a wrong secret.
   */
  static final SecretHash NOBODYS =
      parse(
              "$argon2id$v=19$m=65536,t=3,p=4$aW1iaS1ub2JvZHlzLWtleQ"
                  + "$piLv0c5cv6irF+F6KEC/ES/lR3XV0dYirO9jW44NA+8")
          .orElseThrow();

  private final Argon2Function function;
  private final String text;

  private SecretHash(Argon2Function function, String text) {
    this.function = function;
    this.text = text;
  }

  /** Empty if it is no such hash, or one that would cost too much to check. */
  static Optional<SecretHash> parse(String text) {
    Matcher phc = PHC.matcher(text);
    if (!phc.matches()) {
      return Optional.empty();
    }
    int memory = Integer.parseInt(phc.group("memory"));
    int iterations = Integer.parseInt(phc.group("iterations"));
    int parallelism = Integer.parseInt(phc.group("parallelism"));
    boolean reasonable =
        isBetween(1, iterations, MAX_ITERATIONS)
            && isBetween(1, parallelism, MAX_PARALLELISM)
            && isBetween(MIN_KIB_PER_LANE * parallelism, memory, MAX_MEMORY_KIB);
    if (!reasonable) {
      return Optional.empty();
    }
    var function =
        Argon2Function.getInstance(
            memory,
            iterations,
            parallelism,
            phc.group("hash").length() * 3 / 4,
            Argon2.valueOf(phc.group("variant").toUpperCase(Locale.ROOT)),
            Integer.parseInt(phc.group("version")));
    return Optional.of(new SecretHash(function, text));
  }

  /** Whether it is the hash of {@code secret}. Takes tens of milliseconds and as many megabytes. */
  boolean isOf(String secret) {
    return function.check(secret, text);
  }

  private static boolean isBetween(int least, int value, int most) {
    return least <= value && value <= most;
  }

  @Override
  public String toString() {
    return "SecretHash[***]";
  }
}
