package io.imbi.assistant.desk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.micronaut.transaction.TransactionStatus;
import io.micronaut.transaction.support.TransactionSynchronization;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps conversations as files too, if a directory is configured: {@code ID.jsonl}, a line {@code
 * {"role","type","content","ts","metadata"?}} for each message as it is stored. They are copies:
 * what goes wrong with them is logged and holds nothing up.
 */
@Singleton
final class ChatFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ChatFiles.class);

  private final @Nullable Path directory;

  ChatFiles(DirectorySettings settings) {
    String chats = settings.chats();
    this.directory = chats == null || chats.isBlank() ? null : Path.of(chats.strip());
  }

  void append(UUID conversation, ChatMessage message) {
    if (directory == null) {
      return;
    }
    byte[] line = (Json.write(record(message)) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      Files.createDirectories(directory);
      Files.write(
          file(directory, conversation),
          line,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "A message of conversation {} is missing in its file: {}", conversation, e.toString());
    }
  }

  /** As {@link #delete}, once the transaction is committed. */
  void deleteAfter(TransactionStatus<Connection> transaction, UUID conversation) {
    transaction.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            delete(conversation);
          }
        });
  }

  /** The conversation is empty, or gone. */
  void delete(UUID conversation) {
    if (directory == null) {
      return;
    }
    try {
      Files.deleteIfExists(file(directory, conversation));
    } catch (IOException | RuntimeException e) {
      LOG.warn("The file of conversation {} is still there: {}", conversation, e.toString());
    }
  }

  /** A message as files have it. */
  static ObjectNode record(ChatMessage message) {
    ObjectNode line =
        Json.object()
            .put("role", message.kind().role())
            .put("type", message.kind().type())
            .put("content", message.content())
            .put("ts", message.timestamp().toString());
    if (message.metadata() != null) {
      line.set("metadata", message.metadata());
    }
    return line;
  }

  /** The name is a UUID and an ending, whatever anybody says. */
  private static Path file(Path directory, UUID conversation) {
    return directory.resolve(conversation + ".jsonl");
  }
}
