package io.imbi.assistant.desk;

import io.imbi.assistant.integration.DailyLog;
import io.imbi.assistant.integration.Integrations;
import io.imbi.assistant.integration.OfferedAction;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolSource;
import jakarta.inject.Singleton;
import java.util.List;

/** Offers proposing, where there is something to propose. */
@Singleton
final class ProposalSource implements ToolSource {

  private final List<Tool> tools;

  ProposalSource(Integrations integrations, Proposals proposals, DailyLog log) {
    List<OfferedAction> actions = integrations.actions();
    this.tools =
        actions.isEmpty() ? List.of() : List.of(new ProposeAction(actions, proposals, log));
  }

  @Override
  public ToolOrigin origin() {
    return ToolOrigin.PROPOSAL;
  }

  @Override
  public List<Tool> tools() {
    return tools;
  }
}
