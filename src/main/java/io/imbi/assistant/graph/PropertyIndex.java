package io.imbi.assistant.graph;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An index on properties of a label, used by conditions {@code n.name = $value} and by {@link
 * LabelQuery}.
 *
 * @param unique whether it also keeps two from having the same; then the feature cannot do without
 *     it, while another index only makes it fast
 */
public record PropertyIndex(String label, List<IndexKey> keys, boolean unique) {

  public PropertyIndex {
    Identifiers.check(label);
    keys = List.copyOf(keys);
  }

  /** An index by one property. */
  public static PropertyIndex on(String label, String property) {
    return new PropertyIndex(label, List.of(IndexKey.ascending(property)), false);
  }

  /** An index by several keys. */
  public static PropertyIndex on(String label, IndexKey... keys) {
    return new PropertyIndex(label, List.of(keys), false);
  }

  /** An index that keeps two from having the same value in a property. */
  public static PropertyIndex unique(String label, String property) {
    return new PropertyIndex(label, List.of(IndexKey.ascending(property)), true);
  }

  /** Such as {@code imbi_assistant_conversation_by_user_email_updated_at}. */
  String name() {
    return keys.stream()
        .map(IndexKey::property)
        .collect(
            Collectors.joining(
                "_", "imbi_assistant_" + label.toLowerCase(Locale.ROOT) + "_by_", ""));
  }
}
