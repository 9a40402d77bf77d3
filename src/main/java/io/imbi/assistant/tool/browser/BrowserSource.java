package io.imbi.assistant.tool.browser;

import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolSource;
import jakarta.inject.Singleton;
import java.util.List;

/** The two things that the Imbi UI does when it is asked to. */
@Singleton
final class BrowserSource implements ToolSource {

  private final List<Tool> tools = List.of(new NavigateTo(), new RefreshData());

  @Override
  public ToolOrigin origin() {
    return ToolOrigin.BROWSER;
  }

  @Override
  public List<Tool> tools() {
    return tools;
  }
}
