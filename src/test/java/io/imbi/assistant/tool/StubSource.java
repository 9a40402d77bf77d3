package io.imbi.assistant.tool;

import java.util.List;
import java.util.function.Supplier;

/** A source whose list and refresh a test sets. */
final class StubSource implements ToolSource {

  private final ToolOrigin origin;
  private final ToolList tools = new ToolList();
  private Supplier<Refresh> refresh = () -> new Refresh.Succeeded(tools().size());

  StubSource(ToolOrigin origin, String... names) {
    this.origin = origin;
    offer(names);
  }

  void offer(String... names) {
    tools.set(List.of(names).stream().map(name -> StubTool.named(name).from(origin)).toList());
  }

  StubSource refreshing(Supplier<Refresh> newRefresh) {
    refresh = newRefresh;
    return this;
  }

  @Override
  public ToolOrigin origin() {
    return origin;
  }

  @Override
  public List<Tool> tools() {
    return tools.get();
  }

  @Override
  public void onChange(Runnable listener) {
    tools.onChange(listener);
  }

  @Override
  public Refresh refresh() {
    return refresh.get();
  }
}
