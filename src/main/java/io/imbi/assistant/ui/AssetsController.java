package io.imbi.assistant.ui;

import io.imbi.assistant.identity.Anonymous;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scripts, styles and pictures of the pages. Browsers keep them and ask each time whether they have
 * changed: modules of two versions would not fit together.
 */
@Controller("/ui/assets")
@ExecuteOn(TaskExecutors.BLOCKING)
@Hidden
@Anonymous("they are the same for everybody")
final class AssetsController {

  /** A plain path of files that browsers are given, and its extension. */
  private static final Pattern PATH =
      Pattern.compile("[a-z][a-z-]*(?:/[a-z][a-z-]*)*\\.(js|css|svg)");

  @Get("/{+path}")
  @Produces(MediaType.ALL)
  HttpResponse<?> asset(HttpRequest<?> request, @PathVariable String path) {
    Matcher plain = PATH.matcher(path);
    if (!plain.matches()) {
      throw new HttpStatusException(HttpStatus.NOT_FOUND, "There is no such file");
    }
    byte[] content =
        Resources.bytes("assets/" + path)
            .orElseThrow(
                () -> new HttpStatusException(HttpStatus.NOT_FOUND, "There is no such file"));
    String tag = tag(content);
    boolean known =
        request.getHeaders().getAll(HttpHeaders.IF_NONE_MATCH).stream()
            .flatMap(tags -> Arrays.stream(tags.split(",")))
            .anyMatch(each -> each.strip().replaceFirst("^W/", "").equals(tag));
    return (known ? HttpResponse.notModified() : HttpResponse.ok(content).contentType(type(plain)))
        .header(HttpHeaders.ETAG, tag)
        .header(HttpHeaders.CACHE_CONTROL, "no-cache");
  }

  private static String type(Matcher path) {
    return switch (path.group(1)) {
      case "js" -> "text/javascript;charset=utf-8";
      case "css" -> "text/css;charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalStateException("No type for " + path.group());
    };
  }

  private static String tag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
