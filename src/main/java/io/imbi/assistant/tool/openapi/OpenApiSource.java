package io.imbi.assistant.tool.openapi;

import io.imbi.assistant.deployment.ServiceStarted;
import io.imbi.assistant.imbi.ImbiResponse;
import io.imbi.assistant.imbi.ResponseTooLargeException;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolList;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolSource;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operations of the API as tools. The document is read in the background once the HTTP server
 * is up, because the API may be part of this very process, and asked for until it is there.
 */
@Singleton
final class OpenApiSource implements ToolSource {

  private static final Logger LOG = LoggerFactory.getLogger(OpenApiSource.class);

  /** Schemas may be nested deeply. */
  private static final long STACK_BYTES = 16L * 1024 * 1024;

  private final ApiCalls calls;
  private final OpenApiSettings settings;
  private final ToolList tools = new ToolList();
  private final ReentrantLock refreshing = new ReentrantLock();
  private final AtomicReference<@Nullable Thread> starting = new AtomicReference<>();
  private volatile byte[] loaded = {};

  OpenApiSource(ApiCalls calls, OpenApiSettings settings) {
    this.calls = calls;
    this.settings = settings;
  }

  @Override
  public ToolOrigin origin() {
    return ToolOrigin.OPENAPI;
  }

  @Override
  public List<Tool> tools() {
    return tools.get();
  }

  @Override
  public void onChange(Runnable listener) {
    tools.onChange(listener);
  }

  @EventListener
  void onStart(ServiceStarted event) {
    start();
  }

  /** Begins to ask for the document, once. */
  void start() {
    Thread thread = Thread.ofVirtual().name("openapi-start").unstarted(this::askUntilItIsThere);
    if (starting.compareAndSet(null, thread)) {
      thread.start();
    }
  }

  @PreDestroy
  void stop() {
    Thread thread = starting.get();
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public Refresh refresh() {
    try {
      refreshing.lockInterruptibly();
      try {
        return new Refresh.Succeeded(load());
      } finally {
        refreshing.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("the refresh was stopped");
    } catch (UnusableDocumentException e) {
      return failed(e.problem());
    }
  }

  private Refresh.Failed failed(String error) {
    return new Refresh.Failed(tools().size(), error);
  }

  private void askUntilItIsThere() {
    Duration pause = settings.firstRetry();
    String lastError = "";
    while (loaded.length == 0 && !Thread.currentThread().isInterrupted()) {
      if (!(refresh() instanceof Refresh.Failed failed)) {
        return;
      }
      if (!failed.error().equals(lastError)) {
        LOG.warn(
            "No tools of the Imbi API at {} yet, trying again: {}", calls.base(), failed.error());
        lastError = failed.error();
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(settings.longestRetry()) < 0 ? doubled : settings.longestRetry();
    }
  }

  private int load() throws UnusableDocumentException, InterruptedException {
    byte[] document = readDocument();
    byte[] digest = digest(document);
    if (MessageDigest.isEqual(digest, loaded)) {
      return tools().size();
    }
    long started = System.nanoTime();
    DocumentTools read = build(document);
    tools.set(read.tools());
    loaded = digest;
    report(read, Duration.ofNanos(System.nanoTime() - started));
    return read.tools().size();
  }

  private byte[] readDocument() throws UnusableDocumentException, InterruptedException {
    ImbiResponse response;
    try {
      response = calls.readDocument();
    } catch (ResponseTooLargeException e) {
      throw new UnusableDocumentException(
          "the document is larger than %d bytes".formatted(settings.maxDocumentBytes()));
    } catch (HttpTimeoutException e) {
      throw new UnusableDocumentException(
          "the Imbi API did not send its document within %d s"
              .formatted(settings.documentTimeout().toSeconds()));
    } catch (IOException e) {
      LOG.debug("The document cannot be read", e);
      throw new UnusableDocumentException("the Imbi API cannot be reached");
    }
    if (response.status() != 200) {
      throw new UnusableDocumentException(
          "the Imbi API answered HTTP %d instead of its document".formatted(response.status()));
    }
    return response.body();
  }

  /** Works on a thread of its own: it computes, and would hold up the virtual threads of others. */
  private DocumentTools build(byte[] document)
      throws UnusableDocumentException, InterruptedException {
    var task = new FutureTask<>(() -> DocumentTools.read(document, calls));
    Thread worker = new Thread(null, task, "openapi-build", STACK_BYTES);
    worker.setDaemon(true);
    worker.start();
    try {
      return task.get(settings.documentTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UnusableDocumentException("the document takes too long to read");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnusableDocumentException unusable) {
        throw unusable;
      }
      LOG.error("The document of the Imbi API cannot be made into tools", e.getCause());
      throw new UnusableDocumentException("the document cannot be made into tools");
    } finally {
      task.cancel(true);
    }
  }

  private void report(DocumentTools read, Duration duration) {
    LOG.info(
        "The Imbi API at {} has {} tools with {} characters of definitions, made in {} ms",
        calls.base(),
        read.tools().size(),
        read.tools().stream().mapToInt(OpenApiSource::chars).sum(),
        duration.toMillis());
    read.leftOut()
        .forEach((name, reason) -> LOG.warn("Left out the operation {}: {}", name, reason));
    if (!read.unresolved().isEmpty()) {
      LOG.warn(
          "{} references of the document lead nowhere, such as {}",
          read.unresolved().size(),
          read.unresolved().iterator().next());
    }
  }

  private static int chars(Tool tool) {
    return tool.name().length()
        + tool.definition().description().length()
        + Json.write(tool.definition().inputSchema()).length();
  }

  private static byte[] digest(byte[] document) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(document);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
