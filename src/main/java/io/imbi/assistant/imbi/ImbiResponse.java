package io.imbi.assistant.imbi;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the API answered, whatever its status. */
public final class ImbiResponse {

  private static final Pattern CHARSET =
      Pattern.compile("charset=\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);

  private final int status;
  private final Map<String, List<String>> headers;
  private final byte[] body;

  public ImbiResponse(int status, Map<String, List<String>> headers, byte[] body) {
    this.status = status;
    var byName = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> byName.put(name, List.copyOf(values)));
    this.headers = byName;
    this.body = body.clone();
  }

  public int status() {
    return status;
  }

  /** Whether the status is 2xx. */
  public boolean isSuccess() {
    return status / 100 == 2;
  }

  /** The first value of a header, whose name may be written in any case. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  public Map<String, List<String>> headers() {
    return Map.copyOf(headers);
  }

  public byte[] body() {
    return body.clone();
  }

  public int bodyLength() {
    return body.length;
  }

  /** The body as text in the charset that its type names, or else UTF-8. */
  public String text() {
    return new String(body, charset());
  }

  private Charset charset() {
    Matcher matcher = CHARSET.matcher(header("Content-Type").orElse(""));
    if (!matcher.find()) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(matcher.group(1));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }

  @Override
  public String toString() {
    return "HTTP %d with %d bytes".formatted(status, body.length);
  }
}
