package io.imbi.assistant.tool;

import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/**
 * The tools of all sources, in the order of their origins, so that what one source adds never moves
 * what stands before it.
 */
@Singleton
final class SourceCatalogues implements ToolCatalogues {

  private final List<ToolSource> sources;
  private volatile ToolCatalogue current = ToolCatalogue.of(List.of());

  SourceCatalogues(List<ToolSource> sources) {
    this.sources = sources.stream().sorted(Comparator.comparing(ToolSource::origin)).toList();
    this.sources.forEach(source -> source.onChange(this::gather));
    gather();
  }

  @Override
  public ToolCatalogue current() {
    return current;
  }

  private synchronized void gather() {
    current =
        ToolCatalogue.of(sources.stream().flatMap(source -> source.tools().stream()).toList());
  }
}
