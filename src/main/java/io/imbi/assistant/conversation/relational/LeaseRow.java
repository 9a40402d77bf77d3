package io.imbi.assistant.conversation.relational;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code turn_lease}; its times are the database's own. */
@MappedEntity(value = "turn_lease", schema = "imbi_assistant")
record LeaseRow(@Id UUID conversationId, UUID holder, Instant expiresAt, boolean stopRequested) {}
