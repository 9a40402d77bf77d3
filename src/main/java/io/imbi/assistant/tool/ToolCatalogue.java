package io.imbi.assistant.tool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.imbi.assistant.identity.Permissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All tools of all sources at one moment. Immutable: a refresh makes a new one, and a round uses
 * one from beginning to end.
 */
public final class ToolCatalogue {

  private static final Logger LOG = LoggerFactory.getLogger(ToolCatalogue.class);

  private static final int REMEMBERED_CALLERS = 256;

  private final Map<String, Tool> byName;

  /** Callers with the same permissions get the very same list, for what is derived from it. */
  private final Cache<Permissions, List<Tool>> offered =
      Caffeine.newBuilder().maximumSize(REMEMBERED_CALLERS).build();

  private final Map<Set<ToolOrigin>, ToolCatalogue> partial = new ConcurrentHashMap<>();

  private ToolCatalogue(Map<String, Tool> byName) {
    this.byName = byName;
  }

  /** The tools in the given order; of two with one name, the first is kept. */
  public static ToolCatalogue of(Collection<? extends Tool> tools) {
    Map<String, Tool> byName = new LinkedHashMap<>();
    for (Tool tool : tools) {
      Tool first = byName.putIfAbsent(tool.name(), tool);
      if (first != null) {
        LOG.warn(
            "Skipped the {} tool {}: a {} tool has the same name",
            tool.origin(),
            tool.name(),
            first.origin());
      }
    }
    return new ToolCatalogue(byName);
  }

  /** This catalogue with more tools behind its own, for one turn. */
  public ToolCatalogue with(Collection<? extends Tool> more) {
    if (more.isEmpty()) {
      return this;
    }
    var all = new ArrayList<Tool>(byName.values());
    all.addAll(more);
    return of(all);
  }

  /** This catalogue without the tools of the given origins. */
  public ToolCatalogue without(Set<ToolOrigin> origins) {
    return origins.isEmpty() ? this : partial.computeIfAbsent(Set.copyOf(origins), this::leaveOut);
  }

  private ToolCatalogue leaveOut(Set<ToolOrigin> origins) {
    return of(byName.values().stream().filter(tool -> !origins.contains(tool.origin())).toList());
  }

  public Optional<Tool> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The tools that a caller with these permissions may be offered, in the catalogue's order. */
  public List<Tool> offeredTo(Permissions permissions) {
    return offered.get(
        permissions,
        held ->
            byName.values().stream()
                .filter(tool -> held.allow(tool.requiredPermissions()))
                .toList());
  }

  public List<Tool> tools() {
    return List.copyOf(byName.values());
  }
}
