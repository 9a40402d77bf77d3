/**
 * The platform's users, service accounts, tokens and API keys, looked up in Imbi's graph:
 *
 * <pre>
 * (:User {email, display_name, is_active, is_admin})-[:MEMBER_OF {role}]->(:Organization)
 * (:ServiceAccount {slug, display_name, is_active})-[:MEMBER_OF {role}]->(:Organization)
 * (:Role {slug})-[:INHERITS_FROM]->(:Role), (:Role)-[:GRANTS]->(:Permission {name})
 * (:TokenMetadata {jti, revoked})
 * (:APIKey {key_id, key_hash, scopes, expires_at, revoked, last_used})-[:OWNED_BY]->
 *   (:User or :ServiceAccount)
 * </pre>
 *
 * <p>What is read is believed for 30 s: a token or key that was revoked, or a principal that was
 * deactivated or left an organization, may act for so long; what a changed role grants can take
 * twice as long.
 *
 * <p>May use {@code identity}, {@code graph}, {@code database} and {@code json}.
 */
@NullMarked
package io.imbi.assistant.identity.graph;

import org.jspecify.annotations.NullMarked;
