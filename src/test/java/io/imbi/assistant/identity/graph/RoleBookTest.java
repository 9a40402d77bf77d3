package io.imbi.assistant.identity.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoleBookTest {

  private final RoleBook book = new RoleBook();

  @Test
  void aRoleGrantsItsOwnPermissionsAndThoseOfItsAncestors() {
    book.grants("developer", "project:write");
    book.inherits("developer", "reader");
    book.inherits("reader", "guest");
    book.grants("reader", "project:read");
    book.grants("guest", "status:read");
    book.grants("owner", "project:delete");

    assertThat(book.permissionsOf(List.of("developer")))
        .containsExactlyInAnyOrder("project:write", "project:read", "status:read");
    assertThat(book.permissionsOf(List.of("guest", "owner")))
        .containsExactlyInAnyOrder("status:read", "project:delete");
    assertThat(book.permissionsOf(List.of())).isEmpty();
    assertThat(book.permissionsOf(List.of("unknown"))).isEmpty();
  }

  @Test
  void rolesThatInheritInACircleEndIt() {
    book.inherits("a", "b");
    book.inherits("b", "c");
    book.inherits("c", "a");
    book.inherits("c", "c");
    book.grants("c", "x");

    assertThat(book.permissionsOf(List.of("a"))).containsExactly("x");
  }
}
