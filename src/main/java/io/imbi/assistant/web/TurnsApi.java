package io.imbi.assistant.web;

import io.imbi.assistant.identity.UserCaller;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import java.util.List;

/** The turns of a conversation. */
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
interface TurnsApi {

  @Post("/messages")
  HttpResponse<EventStream> send(UserCaller caller, @PathVariable String id, RequestJson body);

  @Get("/approvals")
  HttpResponse<List<ApprovalJson>> approvals(UserCaller caller, @PathVariable String id);

  @Post("/approvals/{toolUseId}")
  HttpResponse<EventStream> decide(
      UserCaller caller, @PathVariable String id, @PathVariable String toolUseId, RequestJson body);

  @Get("/turn")
  HttpResponse<EventStream> follow(UserCaller caller, @PathVariable String id);

  @Delete("/turn")
  HttpResponse<?> stop(UserCaller caller, @PathVariable String id);
}
