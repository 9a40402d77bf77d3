/** The contract of the stores on PostgreSQL tables, and what only they must do. */
@NullMarked
package io.imbi.assistant.conversation.relational;

import org.jspecify.annotations.NullMarked;
