package io.imbi.assistant.turn;

import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCatalogue;
import jakarta.inject.Singleton;
import java.util.List;

/** Decides which tools of a catalogue a request offers, and which of them in full. */
@Singleton
final class ToolOffering {

  /** The tools in the catalogue's order, so that equal catalogues make equal requests. */
  List<OfferedTool> offer(ToolCatalogue catalogue, Permissions permissions) {
    return catalogue.offeredTo(permissions).stream()
        .map(Tool::definition)
        .map(definition -> new OfferedTool(definition, false))
        .toList();
  }
}
