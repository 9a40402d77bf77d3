package io.imbi.assistant.identity;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A made-up secret in a file that only its owner can read. */
final class SecretFile {

  private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);
  private static final int RANDOM_BYTES = 48;
  private static final int MAX_BYTES = 4096;

  private final Path file;

  SecretFile(Path file) {
    this.file = file;
  }

  /**
   * The secret in the file, made and written if there is none. Processes that start at once agree
   * on one secret: the file is locked while it is read or written.
   */
  String readOrCreate() {
    // File locks are held for the whole process, so threads of one process need another.
    synchronized (SecretFile.class) {
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (var channel = FileChannel.open(file, Set.of(CREATE, READ, WRITE), ownerOnly());
            var _ = channel.lock()) {
          String kept = read(channel);
          if (!kept.isEmpty()) {
            LOG.warn("{} is not set: using the development secret in {}", JwtSecret.VARIABLE, file);
            return kept;
          }
          String made = random();
          channel.write(ByteBuffer.wrap(made.getBytes(StandardCharsets.US_ASCII)), 0);
          LOG.warn(
              "{} is not set: made up a development secret and wrote it to {}",
              JwtSecret.VARIABLE,
              file);
          return made;
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot keep the development secret in " + file, e);
      }
    }
  }

  private static String read(FileChannel channel) throws IOException {
    byte[] bytes = Channels.newInputStream(channel).readNBytes(MAX_BYTES);
    return new String(bytes, StandardCharsets.US_ASCII).strip();
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
