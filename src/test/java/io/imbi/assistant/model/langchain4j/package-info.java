/** Tests of the models behind LangChain4j, against servers that speak the providers' protocols. */
@NullMarked
package io.imbi.assistant.model.langchain4j;

import org.jspecify.annotations.NullMarked;
