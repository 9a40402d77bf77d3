/**
 * Models behind LangChain4j: whatever speaks OpenAI's chat completions, and Ollama.
 *
 * <p>May use {@code model}, {@code tool} (definitions only) and {@code json}. LangChain4j maps
 * requests and answers; the connection is ours, so that cancelling closes it and silence ends it.
 */
@NullMarked
package io.imbi.assistant.model.langchain4j;

import org.jspecify.annotations.NullMarked;
