package io.imbi.assistant.identity.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.identity.Directory;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.Directory.ApiKey;
import io.imbi.assistant.identity.Directory.Lookup;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.identity.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimsDirectoryTest {

  private final Directory directory = new ClaimsDirectory();

  @Test
  void theClaimsMakeAUser() {
    assertThat(directory.find(token("Ann", false, true)))
        .isEqualTo(
            new Lookup.Found(
                new Principal.User("ann@example.com", "Ann", new Permissions(true, Set.of("a")))));
  }

  @Test
  void aUserWithoutANameIsCalledByTheAddress() {
    assertThat(directory.find(token(null, false, false)))
        .isEqualTo(
            new Lookup.Found(
                new Principal.User(
                    "ann@example.com", "ann@example.com", new Permissions(false, Set.of("a")))));
  }

  @Test
  void aServiceAccountIsNoUser() {
    assertThat(directory.find(token(null, true, false)))
        .isEqualTo(
            new Lookup.Found(
                new Principal.ServiceAccount(
                    "ann@example.com", "ann@example.com", new Permissions(false, Set.of("a")))));
  }

  @Test
  void apiKeysAreUnknownToIt() {
    assertThat(directory.find(new ApiKey("ik_a", "b")))
        .isEqualTo(new Lookup.Refused(Refusal.API_KEYS_UNSUPPORTED));
  }

  @Test
  void itNeverBlocks() {
    assertThat(directory.mayBlock()).isFalse();
  }

  private static AccessToken token(
      @Nullable String name, boolean serviceAccount, boolean administrator) {
    return new AccessToken(
        "ann@example.com",
        "t1",
        serviceAccount,
        name,
        administrator,
        List.of("a", "a"),
        Instant.MAX);
  }
}
