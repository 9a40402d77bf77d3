package io.imbi.assistant.tool;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The tools of one source: swapped as a whole, and whoever listens is told afterwards. */
public final class ToolList {

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile List<Tool> tools = List.of();

  /** The tools as they are now; never blocks. */
  public List<Tool> get() {
    return tools;
  }

  public void set(List<? extends Tool> replacement) {
    tools = List.copyOf(replacement);
    listeners.forEach(Runnable::run);
  }

  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
