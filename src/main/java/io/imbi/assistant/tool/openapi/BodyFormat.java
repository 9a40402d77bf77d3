package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.imbi.ImbiRequest;
import io.imbi.assistant.json.Json;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a body is written. */
sealed interface BodyFormat {

  /**
   * Writes a body into a request.
   *
   * @throws RefusedArgumentException if it cannot be written so
   */
  void write(JsonNode body, ImbiRequest.Builder request);

  /**
   * The format of a media type.
   *
   * @param files the fields of a multipart form that are files
   */
  static BodyFormat of(String mediaType, Set<String> files) {
    String type = bare(mediaType);
    if (isJson(type)) {
      return new JsonBody(type.contains("*") ? "application/json" : type);
    }
    return switch (type) {
      case "application/x-www-form-urlencoded" -> new FormBody();
      case "multipart/form-data" -> new MultipartBody(files);
      default -> new TextBody(type);
    };
  }

  /** How well a media type suits a model, from 0, the best. */
  static int rank(String mediaType) {
    String type = bare(mediaType);
    if (isJson(type)) {
      return type.equals("application/json") ? 0 : 1;
    }
    return switch (type) {
      case "application/x-www-form-urlencoded" -> 2;
      case "multipart/form-data" -> 3;
      default -> 4;
    };
  }

  private static String bare(String mediaType) {
    return mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isJson(String type) {
    return type.equals("application/json")
        || type.endsWith("+json")
        || type.equals("*/*")
        || type.equals("application/*");
  }

  /** JSON, with nulls, because a null clears a field. */
  record JsonBody(String contentType) implements BodyFormat {
    @Override
    public void write(JsonNode body, ImbiRequest.Builder request) {
      request.body(contentType, Json.writeBytes(body));
    }
  }

  /** A form's fields, an array as a field for each element. */
  record FormBody() implements BodyFormat {
    @Override
    public void write(JsonNode body, ImbiRequest.Builder request) {
      List<String> fields = new ArrayList<>();
      FormField.of(body)
          .forEach(
              field ->
                  fields.add(
                      URLEncoder.encode(field.name(), StandardCharsets.UTF_8)
                          + "="
                          + URLEncoder.encode(Texts.of(field.value()), StandardCharsets.UTF_8)));
      request.body(
          "application/x-www-form-urlencoded",
          String.join("&", fields).getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * A form's parts. A text that is a {@code data:} URL goes as the file that it holds.
   *
   * @param files the fields that go as files, whatever they hold
   */
  record MultipartBody(Set<String> files) implements BodyFormat {

    private static final Pattern DATA_URL =
        Pattern.compile("^data:([\\w.+-]+/[\\w.+-]+);base64,([A-Za-z0-9+/=]*)$");

    @Override
    public void write(JsonNode body, ImbiRequest.Builder request) {
      String boundary = "part-" + UUID.randomUUID();
      var out = new ByteArrayOutputStream();
      for (FormField field : FormField.of(body)) {
        out.writeBytes(utf8("--" + boundary + "\r\n"));
        writePart(field, out);
        out.writeBytes(utf8("\r\n"));
      }
      out.writeBytes(utf8("--" + boundary + "--\r\n"));
      request.body("multipart/form-data; boundary=" + boundary, out.toByteArray());
    }

    private void writePart(FormField field, ByteArrayOutputStream out) {
      String name = field.name().replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
      String disposition = "Content-Disposition: form-data; name=\"" + name + "\"";
      JsonNode value = field.value();
      Matcher file = DATA_URL.matcher(value.asText());
      if (file.matches()) {
        out.writeBytes(
            utf8(
                "%s; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
                    .formatted(disposition, name, file.group(1))));
        out.writeBytes(decoded(field.name(), file.group(2)));
      } else if (files.contains(field.name())) {
        out.writeBytes(
            utf8(
                "%s; filename=\"%s\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                    .formatted(disposition, name)));
        out.writeBytes(utf8(Texts.of(value)));
      } else {
        String type = value.isContainerNode() ? "\r\nContent-Type: application/json" : "";
        out.writeBytes(utf8(disposition + type + "\r\n\r\n"));
        out.writeBytes(utf8(Texts.of(value)));
      }
    }

    private static byte[] decoded(String name, String base64) {
      try {
        return Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        throw new RefusedArgumentException("The argument " + name + " is not valid base64");
      }
    }

    private static byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Text as it is. */
  record TextBody(String contentType) implements BodyFormat {
    @Override
    public void write(JsonNode body, ImbiRequest.Builder request) {
      request.body(
          contentType + "; charset=utf-8", Texts.of(body).getBytes(StandardCharsets.UTF_8));
    }
  }
}
