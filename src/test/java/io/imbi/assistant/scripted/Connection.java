package io.imbi.assistant.scripted;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One HTTP/1.1 connection, close enough to the socket to break it in every way. */
final class Connection {

  private static final int MAX_HEAD = 64 * 1024;
  private static final int MAX_BODY = 33 * 1024 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private volatile boolean closedHere;

  record Request(String method, String path, Map<String, String> headers, Body body) {}

  /** A request's bytes; a type of its own because arrays have no equality. */
  static final class Body {

    private final byte[] bytes;

    private Body(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  Connection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Completes when the connection is closed by either side. */
  CompletableFuture<Void> gone() {
    return gone;
  }

  /** Whether the client closed the connection. */
  boolean closedByClient() {
    return gone.isDone() && !closedHere;
  }

  /** The next request; empty when the client is gone. */
  Optional<Request> read() {
    try {
      String head = head();
      if (head.isEmpty()) {
        return Optional.empty();
      }
      String[] lines = head.split("\r\n", -1);
      String[] first = lines[0].split(" ", 3);
      Map<String, String> headers = new HashMap<>();
      for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
        int colon = lines[i].indexOf(':');
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
      return Optional.of(new Request(first[0], first[1], headers, new Body(body(headers))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  void writeChunk(byte[] bytes, int from, int to) throws IOException {
    byte[] size = (Integer.toHexString(to - from) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = new byte[size.length + to - from + 2];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(bytes, from, chunk, size.length, to - from);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    out.write(chunk);
  }

  /** Closes with FIN. */
  void close() {
    closedHere = true;
    closeQuietly();
  }

  /** Closes with RST. */
  void reset() {
    closedHere = true;
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // Already closed: there is nothing left to reset.
    }
    closeQuietly();
  }

  /** The client has closed its end, or the socket is broken. */
  void lost() {
    closeQuietly();
  }

  private void closeQuietly() {
    try {
      socket.close();
    } catch (IOException e) {
      // The other side was faster.
    }
    gone.complete(null);
  }

  private String head() throws IOException {
    var head = new StringBuilder();
    while (head.length() < MAX_HEAD) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      if (head.isEmpty() && !Character.isLetter(next)) {
        throw new IOException("This is not HTTP");
      }
      head.append((char) next);
      if (next == '\n' && head.length() >= 4 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
        return head.toString();
      }
    }
    throw new IOException("The head of the request is too long");
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      var body = new ByteArrayOutputStream();
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        body.writeBytes(exactly(size));
        line();
      }
      line();
      return body.toByteArray();
    }
    return exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private byte[] exactly(int size) throws IOException {
    if (size > MAX_BODY) {
      throw new IOException("The body of the request is too long");
    }
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException();
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > MAX_HEAD) {
        throw new EOFException();
      }
      line.append((char) next);
    }
    return line.toString();
  }
}
