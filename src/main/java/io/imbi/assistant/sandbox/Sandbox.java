package io.imbi.assistant.sandbox;

import com.sun.net.httpserver.HttpServer;
import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.BearerToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The sandbox: an Imbi API for development, on a free port of the loopback interface. What is
 * changed in it is gone when it is closed.
 */
public final class Sandbox implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int BACKLOG = 64;
  private static final int ID_LENGTH = 21;
  private static final String ID_ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final HttpServer server;
  private final ExecutorService threads;
  private final URI baseUri;

  private Sandbox(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
    InetSocketAddress address = server.getAddress();
    this.baseUri = URI.create("http://" + HOST + ":" + address.getPort());
  }

  /**
   * Starts a sandbox with the company it begins with.
   *
   * @param authenticate checks the callers' tokens; may block
   * @throws IllegalStateException outside development
   */
  public static Sandbox start(
      Deployment deployment, Function<BearerToken, Authentication> authenticate, Clock clock) {
    if (!deployment.isDevelopment()) {
      throw new IllegalStateException("The sandbox is for development only");
    }
    var company = new Company(clock, ids());
    Api api = Api.of(company);
    Seed.plant(company, api);
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(HOST), 0), BACKLOG);
      ExecutorService threads =
          Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("sandbox-", 0).factory());
      server.setExecutor(threads);
      server.createContext("/", new Endpoint(api.routes(), authenticate));
      server.start();
      return new Sandbox(server, threads);
    } catch (IOException e) {
      throw new UncheckedIOException("The sandbox could not be started", e);
    }
  }

  /** Where it listens; its OpenAPI document is at {@code /openapi.json} below. */
  public URI baseUri() {
    return baseUri;
  }

  /** Nano ids, as the real API gives them. */
  private static Supplier<String> ids() {
    var random = new SecureRandom();
    return () ->
        random
            .ints(ID_LENGTH, 0, ID_ALPHABET.length())
            .mapToObj(ID_ALPHABET::charAt)
            .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
            .toString();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
