package io.imbi.assistant;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to a database on which every round trip is noted. The client waits for the database
 * whenever it has sent a {@code Query} or a {@code Sync}; a round trip is told by the texts that
 * were parsed in it, and a transaction's end, say, by its own.
 */
final class RoundTrips implements AutoCloseable {

  private static final int HEADER = 5;

  private final ServerSocket listener;
  private final URI database;
  private final List<String> seen = new ArrayList<>();

  /**
   * @param url {@code postgresql://HOST:PORT/…?…}; the connection must not be encrypted
   */
  RoundTrips(String url) {
    database = URI.create(url);
    try {
      listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** The database's address by this way. */
  String url() {
    String user = database.getUserInfo() == null ? "" : database.getUserInfo() + "@";
    return "postgresql://%s127.0.0.1:%d%s?%s"
        .formatted(user, listener.getLocalPort(), database.getPath(), database.getQuery());
  }

  /** Texts of the round trips since {@link #forget}, in order. */
  List<String> seen() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  void forget() {
    synchronized (seen) {
      seen.clear();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        var server = new Socket(database.getHost(), database.getPort());
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> carry(client, server));
        Thread.ofVirtual().start(() -> carryBack(client, server));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void carry(Socket client, Socket server) {
    try (client;
        server) {
      var in = new DataInputStream(client.getInputStream());
      OutputStream out = server.getOutputStream();
      int length = in.readInt();
      out.write(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
      out.write(in.readNBytes(length - Integer.BYTES));
      var texts = new StringBuilder();
      while (true) {
        byte type = in.readByte();
        int size = in.readInt();
        byte[] body = in.readNBytes(size - Integer.BYTES);
        switch (type) {
          case 'P' -> texts.append(texts.isEmpty() ? "" : "; ").append(parsed(body));
          case 'Q' -> note(text(body, 0));
          case 'S' -> {
            note(texts.toString());
            texts.setLength(0);
          }
          default -> {}
        }
        out.write(
            ByteBuffer.allocate(HEADER + body.length).put(type).putInt(size).put(body).array());
        out.flush();
      }
    } catch (IOException _) {
      // One of the two has hung up.
    }
  }

  private static void carryBack(Socket client, Socket server) {
    try (client;
        server) {
      server.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException _) {
      // One of the two has hung up.
    }
  }

  private void note(String texts) {
    synchronized (seen) {
      seen.add(texts);
    }
  }

  /** The statement behind its name. */
  private static String parsed(byte[] body) {
    int end = 0;
    while (body[end] != 0) {
      end++;
    }
    return text(body, end + 1);
  }

  private static String text(byte[] body, int from) {
    int end = from;
    while (body[end] != 0) {
      end++;
    }
    return new String(body, from, end - from, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
