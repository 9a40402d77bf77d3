package io.imbi.assistant.thread.web;

import io.imbi.assistant.http.EventStream;
import io.imbi.assistant.http.RequestJson;
import io.imbi.assistant.http.StreamSettings;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.thread.Inbound;
import io.imbi.assistant.thread.RunOutcome;
import io.imbi.assistant.thread.ThreadRuns;
import io.imbi.assistant.thread.ThreadStore.Resolved;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

@Controller(ChatController.PATH)
@Requires(condition = ChatOffered.class, beans = ThreadRuns.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ChatController implements ChatApi {

  static final String PATH = "/api/v1/chat";

  private final ThreadRuns runs;
  private final StreamSettings streams;

  ChatController(ThreadRuns runs, StreamSettings streams) {
    this.runs = runs;
    this.streams = streams;
  }

  @Override
  public HttpResponse<String> chat(RequestJson body) {
    Inbound inbound = InboundReader.read(body);
    return switch (ended(runs.run(resolved(inbound), inbound, (_, _) -> {}))) {
      case RunOutcome.Answered answered ->
          HttpResponse.ok(Json.write(ChatResponses.of(answered)))
              .contentType(MediaType.APPLICATION_JSON_TYPE);
      case RunOutcome.Failed failed ->
          throw new HttpStatusException(
              HttpStatus.INTERNAL_SERVER_ERROR, ChatResponses.failure(failed));
      case RunOutcome.Stopping() ->
          throw new HttpStatusException(HttpStatus.SERVICE_UNAVAILABLE, ChatResponses.STOPPING);
    };
  }

  @Override
  public HttpResponse<EventStream> stream(RequestJson body) {
    Inbound inbound = InboundReader.read(body);
    Resolved resolved = resolved(inbound);
    var stream = new RunStream();
    CompletableFuture<RunOutcome> run = runs.run(resolved, inbound, stream::report);
    var _ = run.whenComplete(stream::ended);
    return HttpResponse.ok(stream.events(streams.heartbeat()))
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
        .header("X-Accel-Buffering", "no");
  }

  private Resolved resolved(Inbound inbound) {
    return runs.resolve(inbound)
        .orElseThrow(() -> new HttpStatusException(HttpStatus.NOT_FOUND, "Thread not found"));
  }

  private static RunOutcome ended(CompletableFuture<RunOutcome> run) {
    try {
      return run.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
