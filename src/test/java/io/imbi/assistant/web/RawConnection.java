package io.imbi.assistant.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that sees the bytes as they are. */
final class RawConnection implements AutoCloseable {

  private final Socket socket = new Socket();
  private final InputStream in;
  private final OutputStream out;

  RawConnection(int port) {
    this(port, 0);
  }

  /**
   * @param receiveBuffer how much the client's side takes without reading; 0 for the usual
   */
  RawConnection(int port, int receiveBuffer) {
    try {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.setSoTimeout(20_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      in = socket.getInputStream();
      out = socket.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawConnection send(String text) {
    try {
      out.write(text.getBytes(UTF_8));
      out.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawConnection post(String path, String token, String body) {
    return send(
        """
        POST %s HTTP/1.1
        Host: localhost
        Authorization: Bearer %s
        Content-Type: application/json
        Accept-Encoding: gzip, deflate
        Content-Length: %d

        """
                .formatted(path, token, body.getBytes(UTF_8).length)
                .replace("\n", "\r\n")
            + body);
  }

  RawConnection get(String path, String token) {
    return send(
        """
        GET %s HTTP/1.1
        Host: localhost
        Authorization: Bearer %s

        """
            .formatted(path, token)
            .replace("\n", "\r\n"));
  }

  /** The status line and the headers, in lower case, up to the empty line. */
  List<String> head() {
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line.toLowerCase(Locale.ROOT));
    }
    return lines;
  }

  /** The next chunk of a chunked body; empty at its end. */
  String chunk() {
    try {
      int length = Integer.parseInt(line(), 16);
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("The connection was closed in mid-chunk");
      }
      line();
      return new String(bytes, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rest of a chunked body. */
  String rest() {
    var body = new StringBuilder();
    for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
      body.append(chunk);
    }
    return body.toString();
  }

  /** Reads until the server closes, or fails when it has not within 20 seconds. */
  long drainToClose() {
    try {
      return in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      return -1;
    }
  }

  private String line() {
    try {
      var line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException("The connection was closed");
        }
        line.write(b);
      }
      return line.toString(ISO_8859_1).stripTrailing();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
