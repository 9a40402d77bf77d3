package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.Authenticator;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.micronaut.context.ApplicationContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TokenCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theServiceAcceptsWhatTheCommandPrints() {
    assertThat(
            run("--email", "ann@example.com", "--admin", "--permission", "a", "--permission", "b"))
        .isZero();
    assertThat(principalOf(out.toString()))
        .isEqualTo(
            new Principal.User(
                "ann@example.com", "ann@example.com", new Permissions(true, Set.of("a", "b"))));
  }

  @Test
  void aServiceAccountsTokenIsNoUsers() {
    assertThat(run("--service-account", "ci", "--ttl", "30m")).isZero();
    assertThat(principalOf(out.toString()))
        .isEqualTo(new Principal.ServiceAccount("ci", "ci", Permissions.NONE));
  }

  @Test
  void onlyTheTokenIsPrinted() {
    run("--email", "ann@example.com");
    assertThat(out.toString()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\R");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "--ttl=8h", "--email=a --service-account=b", "--email=a --ttl=8 hours"})
  void aWrongCommandLineIsAUsageError(String arguments) {
    assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" (?=--)", -1)))
        .isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("Usage: token");
  }

  @Test
  void outsideDevelopmentNoTokenIsMade() {
    System.setProperty("assistant.environment", "production");
    try {
      assertThat(run("--email", "ann@example.com")).isEqualTo(1);
    } finally {
      System.clearProperty("assistant.environment");
    }
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("ENVIRONMENT").contains("production");
  }

  private int run(String... arguments) {
    return new CommandLine(new TokenCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private static Principal principalOf(String printed) {
    try (var context = ApplicationContext.run("nodatabase")) {
      var authentication =
          context.getBean(Authenticator.class).authenticate(new BearerToken(printed.strip()));
      assertThat(authentication).isInstanceOf(Authentication.Authenticated.class);
      return ((Authentication.Authenticated) authentication).caller().principal();
    }
  }
}
