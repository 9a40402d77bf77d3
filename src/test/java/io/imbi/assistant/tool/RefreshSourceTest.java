package io.imbi.assistant.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.ToolSource.Refresh;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RefreshSourceTest {

  @Test
  void bothSucceededIsASuccessWithTheirCounts() throws InterruptedException {
    ToolOutcome outcome =
        refresh(
            new StubSource(ToolOrigin.OPENAPI, "a", "b"), new StubSource(ToolOrigin.MCP, "mcp_c"));

    assertThat(outcome)
        .isEqualTo(
            ToolOutcome.success(
                """
                {"success":true,"tool_count":3,"openapi":{"success":true,"tool_count":2},\
                "external_mcp":{"success":true,"tool_count":1}}\
                """));
  }

  @Test
  void withoutAnMcpSourceItsPartSucceedsWithNoTools() throws InterruptedException {
    assertThat(refresh(new StubSource(ToolOrigin.OPENAPI, "a")))
        .isEqualTo(
            ToolOutcome.success(
                """
                {"success":true,"tool_count":1,"openapi":{"success":true,"tool_count":1},\
                "external_mcp":{"success":true,"tool_count":0}}\
                """));
  }

  @Test
  void oneFailureLeavesTheOtherRefreshedAndFlagsTheWhole() throws InterruptedException {
    ToolOutcome outcome =
        refresh(
            new StubSource(ToolOrigin.OPENAPI)
                .refreshing(() -> new Refresh.Failed(7, "the API is unreachable")),
            new StubSource(ToolOrigin.MCP, "mcp_c"));

    assertThat(outcome)
        .isEqualTo(
            ToolOutcome.failure(
                """
                {"success":false,"tool_count":8,\
                "openapi":{"success":false,"tool_count":7,"error":"the API is unreachable"},\
                "external_mcp":{"success":true,"tool_count":1}}\
                """));
  }

  @Test
  void aDefectiveSourceIsAFailureWithoutItsInnards() throws InterruptedException {
    ToolOutcome outcome =
        refresh(
            new StubSource(ToolOrigin.MCP, "mcp_c")
                .refreshing(
                    () -> {
                      throw new IllegalStateException("jdbc:secret");
                    }));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            ToolOutcome.Failure.class,
            failure ->
                assertThat(Json.parse(failure.content().textValue()).path("external_mcp"))
                    .isEqualTo(
                        StubTool.schema(
                            "{'success':false,'tool_count':1,'error':'internal error'}")));
  }

  @Test
  void thoseWhoAskDuringARefreshShareIt() throws InterruptedException {
    var refreshes = new AtomicInteger();
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var source =
        new StubSource(ToolOrigin.OPENAPI)
            .refreshing(
                () -> {
                  refreshes.incrementAndGet();
                  entered.countDown();
                  awaitQuietly(release);
                  return new Refresh.Succeeded(1);
                });
    Tool tool = new RefreshSource(() -> List.of(source)).tools().getFirst();

    CompletableFuture<ToolOutcome> first = CompletableFuture.supplyAsync(() -> callQuietly(tool));
    entered.await();
    Thread impatient = waitingFor(tool, new CompletableFuture<>());
    impatient.interrupt();
    impatient.join();
    var second = new CompletableFuture<ToolOutcome>();
    Thread patient = waitingFor(tool, second);
    release.countDown();
    patient.join();

    assertThat(refreshes).hasValue(1);
    assertThat(first.join()).isEqualTo(second.join()).isInstanceOf(ToolOutcome.Success.class);
    assertThat(callQuietly(tool)).isInstanceOf(ToolOutcome.Success.class);
    assertThat(refreshes).hasValue(2);
  }

  private static Thread waitingFor(Tool tool, CompletableFuture<ToolOutcome> result) {
    Thread thread = Thread.ofPlatform().start(() -> result.complete(callQuietly(tool)));
    await().until(() -> thread.getState() == Thread.State.WAITING);
    return thread;
  }

  private static ToolOutcome refresh(ToolSource... sources) throws InterruptedException {
    return new RefreshSource(() -> List.of(sources)).tools().getFirst().call(call());
  }

  private static ToolOutcome callQuietly(Tool tool) {
    try {
      return tool.call(call());
    } catch (InterruptedException e) {
      return ToolOutcome.failure("interrupted");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ToolCall call() {
    return new ToolCall(
        "toolu_1",
        RefreshSource.NAME,
        Json.object(),
        new Caller(
            new Principal.User("ada@example.com", "Ada", Permissions.NONE),
            new BearerToken("t0ken")));
  }
}
