package io.imbi.assistant.conversation.relational;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/** A row of {@code waiting_turn}. */
@MappedEntity(value = "waiting_turn", schema = "imbi_assistant")
record WaitingRow(@Id UUID conversationId, String document) {}
