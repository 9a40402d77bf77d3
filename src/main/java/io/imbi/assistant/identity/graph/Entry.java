package io.imbi.assistant.identity.graph;

import io.imbi.assistant.graph.GraphRow;
import io.imbi.assistant.graph.GraphValue;
import io.imbi.assistant.graph.GraphValue.Nothing;
import io.imbi.assistant.graph.GraphValue.Text;
import io.imbi.assistant.graph.GraphValue.Vertex;
import io.imbi.assistant.graph.Properties;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of one look-up. */
record Entry(List<Row> rows) {

  /** One row, with what it is. */
  record Row(String kind, GraphValue value) {
    static Row read(GraphRow row) {
      return new Row(row.text("kind"), row.get("value"));
    }
  }

  Optional<Properties> node(String kind) {
    return rows.stream()
        .filter(row -> row.kind().equals(kind))
        .map(Row::value)
        .filter(Vertex.class::isInstance)
        .map(vertex -> ((Vertex) vertex).properties())
        .findFirst();
  }

  private Set<String> texts(String kind) {
    return rows.stream()
        .filter(row -> row.kind().equals(kind))
        .map(Row::value)
        .filter(Text.class::isInstance)
        .map(text -> ((Text) text).value())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The principal in it, a service account before a user. */
  Optional<Account> account() {
    return account(
            Account.Kind.SERVICE_ACCOUNT,
            Statements.SERVICE_ACCOUNT,
            Statements.SERVICE_ACCOUNT_ROLE)
        .or(() -> account(Account.Kind.USER, Statements.USER, Statements.USER_ROLE));
  }

  private Optional<Account> account(Account.Kind kind, String node, String role) {
    return node(node).flatMap(properties -> Account.read(kind, properties, texts(role)));
  }

  /** Whether a token or a key is revoked: also if it says so in a way that is not understood. */
  static boolean isRevoked(Properties node) {
    return node.flag("revoked").orElse(!(node.get("revoked") instanceof Nothing));
  }
}
