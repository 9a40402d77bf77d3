/**
 * A language model that a test scripts: {@link io.imbi.assistant.scripted.ScriptedClaude} is an
 * HTTP server that speaks the Anthropic Messages API, answers what the test wrote down, fails in
 * the ways that networks and providers fail, and refuses what the real one refuses.
 */
@NullMarked
package io.imbi.assistant.scripted;

import org.jspecify.annotations.NullMarked;
