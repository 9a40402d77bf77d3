package io.imbi.assistant;

import io.imbi.assistant.deployment.DataDirectory;
import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.LiteralEnvironment;
import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.identity.AuthSettings;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.TokenIssuer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Makes an access token, so that a developer can call the service. */
@Command(
    name = "token",
    description = "Print an access token. In development only.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class TokenCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Subject subject;

  @Option(names = "--admin", description = "The caller is an administrator.")
  private boolean admin;

  @Option(
      names = "--permission",
      paramLabel = "NAME",
      description = "A permission of the caller, such as project:read. May be repeated.")
  private List<String> permissions = List.of();

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      defaultValue = "8h",
      converter = Ttl.class,
      description = "How long it lasts, such as 90s, 30m, 8h or 7d (default: ${DEFAULT-VALUE}).")
  private Duration ttl;

  /** Whose token it is. */
  static final class Subject {
    @Option(names = "--email", required = true, description = "The user's e-mail address.")
    private @Nullable String email;

    @Option(
        names = "--service-account",
        required = true,
        paramLabel = "SLUG",
        description = "A service account in place of a user.")
    private @Nullable String serviceAccount;
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    try (var context = LiteralEnvironment.of(ApplicationContext.builder()).build();
        // The beans stay unmade: a token needs three settings, not a database.
        var environment = context.getEnvironment().start()) {
      out.println(issue(environment).value());
      return ExitCode.OK;
    } catch (SettingException e) {
      err.println(e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private BearerToken issue(Environment environment) {
    var deployment =
        new Deployment(
            environment
                .getProperty("assistant.environment", String.class)
                .orElse(Deployment.DEVELOPMENT));
    if (!deployment.isDevelopment()) {
      throw new SettingException(
          "ENVIRONMENT",
          "is %s; tokens are made in development only".formatted(deployment.environment()));
    }
    var secret =
        JwtSecret.resolve(
            new AuthSettings(
                environment.getProperty("imbi.auth.jwt-secret", String.class).orElse(null)),
            deployment,
            new DataDirectory(
                environment
                    .getProperty("imbi.assistant.data-dir", String.class)
                    .orElse(DataDirectory.DEFAULT)));
    var clock = Clock.systemUTC();
    return new TokenIssuer(secret, clock)
        .issue(
            new AccessToken(
                Objects.requireNonNullElse(
                    subject.email, Objects.requireNonNullElse(subject.serviceAccount, "")),
                UUID.randomUUID().toString(),
                subject.serviceAccount != null,
                null,
                admin,
                permissions,
                clock.instant().plus(ttl)));
  }

  /** Reads {@code 8h}. */
  static final class Ttl implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,7})([smhd])");

    @Override
    public Duration convert(String value) {
      Matcher matcher = FORM.matcher(value);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'%s' is not a duration such as 90s, 30m, 8h or 7d".formatted(value));
      }
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2).charAt(0)) {
        case 's' -> Duration.ofSeconds(amount);
        case 'm' -> Duration.ofMinutes(amount);
        case 'h' -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    }
  }
}
