/**
 * Conversations, their messages, the leases of turns and the turns that wait for approval in Imbi's
 * graph, in the shapes that the platform's own programs read and write:
 *
 * <pre>
 * (:User {email})-[:HAS_CONVERSATION]->
 *   (:Conversation {id, user_email, title, created_at, updated_at, model, is_archived})-[:CONTAINS]->
 *   (:Message {id, conversation_id, role, content, tool_use, tool_results, created_at, sequence,
 *     token_usage, raw_provider, raw_blocks})
 * (:TurnLease {conversation_id, holder, expires_at, stop_requested})
 * (:WaitingTurn {conversation_id, document})
 * </pre>
 *
 * <p>Times are ISO 8601 text, and what is JSON is JSON text. The last two properties of a message
 * and the last two kinds of nodes are this service's own.
 *
 * <p>May use {@code conversation}, {@code identity}, {@code graph}, {@code database} and {@code
 * json}.
 */
@NullMarked
package io.imbi.assistant.conversation.graph;

import org.jspecify.annotations.NullMarked;
