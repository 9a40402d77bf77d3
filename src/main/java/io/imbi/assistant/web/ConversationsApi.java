package io.imbi.assistant.web;

import io.imbi.assistant.identity.UserCaller;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person's conversations. Somebody else's do not exist. */
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
interface ConversationsApi {

  @Post
  HttpResponse<ConversationJson> create(UserCaller caller, RequestJson body);

  @Get
  HttpResponse<List<ConversationJson>> list(
      UserCaller caller,
      @QueryValue @Nullable String limit,
      @QueryValue @Nullable String offset,
      @QueryValue("include_archived") @Nullable String includeArchived);

  @Get("/{id}")
  HttpResponse<HistoryJson> get(UserCaller caller, @PathVariable String id);

  @Patch("/{id}")
  HttpResponse<ConversationJson> update(
      UserCaller caller, @PathVariable String id, RequestJson body);

  @Delete("/{id}")
  HttpResponse<?> delete(UserCaller caller, @PathVariable String id);
}
