package io.imbi.assistant.model.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An HTTP server that answers each request as the next script says, down to the socket. */
public final class ScriptedServer implements AutoCloseable {

  private final ServerSocket server;
  private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();

  public ScriptedServer() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("scripted-server").start(this::accept);
  }

  /** What a request was. Header names are in lower case. */
  public record Received(String line, Map<String, String> headers, String body) {
    public JsonNode json() {
      return Json.parse(body);
    }
  }

  @FunctionalInterface
  interface Script {
    void play(Wire wire) throws IOException, InterruptedException;
  }

  /** The connection of one request; closed when its script has ended. */
  static final class Wire {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Wire(Socket socket, InputStream in) throws IOException {
      this.socket = socket;
      this.in = in;
      this.out = socket.getOutputStream();
    }

    Wire head(int status, String contentType, String... headers) throws IOException {
      send("HTTP/1.1 " + status + " Scripted\r\nContent-Type: " + contentType + "\r\n");
      for (String header : headers) {
        send(header + "\r\n");
      }
      return send("Connection: close\r\n\r\n");
    }

    Wire send(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
      return this;
    }

    /** Breaks the connection as a crash does. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Waits until the client has closed the connection. */
    void awaitClosed() throws IOException {
      try {
        while (in.read() >= 0) {
          // Clients send nothing more.
        }
      } catch (SocketException e) {
        // A reset is a way to close.
      }
    }
  }

  ScriptedServer then(Script script) {
    scripts.add(script);
    return this;
  }

  /** Answers with a whole body. */
  public ScriptedServer then(int status, String contentType, String body, String... headers) {
    return then(wire -> wire.head(status, contentType, headers).send(body));
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  public List<Received> received() {
    return received;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      received.add(read(in));
      scripts.remove().play(new Wire(socket, in));
    } catch (IOException e) {
      // The client went away in the middle of a script.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Received read(InputStream in) throws IOException {
    String line = readLine(in);
    Map<String, String> headers = new TreeMap<>();
    for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Received(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String readLine(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("The request was cut");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** A gate that a script waits at until the test opens it. */
  static final class Gate {
    private final CountDownLatch latch = new CountDownLatch(1);

    void open() {
      latch.countDown();
    }

    void await() throws InterruptedException {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Nobody opened the gate");
      }
    }

    boolean isOpen() {
      return latch.getCount() == 0;
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
