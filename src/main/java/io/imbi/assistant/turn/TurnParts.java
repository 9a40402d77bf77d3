package io.imbi.assistant.turn;

import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.tool.ToolDispatcher;
import java.time.Clock;

/** What every turn works with. */
record TurnParts(
    ChatModel model,
    ToolDispatcher dispatcher,
    ToolOffering offering,
    SystemPrompt prompt,
    TitleWriter titles,
    TurnSettings settings,
    ApprovalSettings approvals,
    TurnSchedulers schedulers,
    Clock clock,
    TurnLoop.Ids ids) {}
