package io.imbi.assistant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Requests with exactly these headers, of which the JDK's client would not send some. */
record RawHttp(int port) {

  /** The whole response, head included. */
  String get(String path, String... headers) {
    return send("GET " + path, "", headers);
  }

  String post(String path, String contentType, String body) {
    return send(
        "POST " + path,
        body,
        "Content-Type: " + contentType,
        "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
  }

  private String send(String line, String body, String... headers) {
    var request = new StringBuilder(line).append(" HTTP/1.1\r\n");
    if (Arrays.stream(headers).noneMatch(header -> header.startsWith("Host:"))) {
      request.append("Host: 127.0.0.1:").append(port).append("\r\n");
    }
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n").append(body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
