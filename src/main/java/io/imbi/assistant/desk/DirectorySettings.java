package io.imbi.assistant.desk;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * Where files are kept that people read.
 *
 * @param chats {@code DIRECTORIES_CHATS}: a directory in which each conversation of the desk is
 *     also a file of JSON lines; none without it
 */
@ConfigurationProperties("directories")
record DirectorySettings(@Nullable String chats) {}
