package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Prometheus reads, after runs that succeeded and failed and a titled conversation. */
class ChatMetricsTest {

  private static Service service;
  private static String metrics;

  @BeforeAll
  static void measure() {
    service = new Service(Map.of("jims.metrics-port", "0", "imbi.assistant.sandbox", "off"));
    service.claude.enqueue(
        Answer.saying("One.").usage(10, 3, 2, 1),
        Answer.saying("Two.").usage(20, 5, 0, 0),
        Answer.failing(Failure.Status.of(400, "invalid_request_error", "x")),
        Answer.saying("Three.").usage(100, 50, 0, 0));
    try (var caller = new ChatCaller(service.port())) {
      caller.chat("a", "Hi");
      caller.chat("b", "Hi");
      assertThat(caller.post(ChatCaller.saying("c", "Hi")).statusCode()).isEqualTo(500);
    }
    assertThat(service.ask(service.newConversation(), "Hi"))
        .extracting(Client.Event::name)
        .contains("done", "title_updated");
    try (var scraper = new ChatCaller(service.metricsPort())) {
      metrics = scraper.get("/metrics").body();
    }
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void runsAreCountedAndTimedInTheBucketsAgreedUpon() {
    assertThat(lines("jims_pipeline_runs_total"))
        .containsExactlyInAnyOrder(
            "jims_pipeline_runs_total{pipeline=\"assistant\",status=\"success\"} 2.0",
            "jims_pipeline_runs_total{pipeline=\"assistant\",status=\"failure\"} 1.0");
    assertThat(
            lines("jims_pipeline_run_duration_seconds_bucket")
                .filter(line -> line.contains("success"))
                .map(line -> line.replaceAll(".*le=\"([^\"]*)\".*", "$1")))
        .containsExactly(
            "0.1", "0.5", "1.0", "2.0", "5.0", "10.0", "30.0", "60.0", "120.0", "300.0", "600.0",
            "+Inf");
    assertThat(lines("jims_pipeline_run_duration_seconds_count"))
        .contains(
            "jims_pipeline_run_duration_seconds_count{pipeline=\"assistant\",status=\"success\"}"
                + " 2");
    assertThat(lines("# TYPE jims_pipeline_run_duration_seconds"))
        .contains("# TYPE jims_pipeline_run_duration_seconds histogram");
  }

  @Test
  void modelsAreCountedWhateverTheWayIn() {
    String model = "{model=\"claude-sonnet-4-6\"} ";
    // Three answers, one refusal and a title.
    assertThat(lines("llm_calls_total")).containsExactly("llm_calls_total" + model + "5.0");
    assertThat(count("llm_usage_prompt_tokens_total" + model)).isGreaterThan(133);
    assertThat(count("llm_usage_completion_tokens_total" + model)).isGreaterThan(58);
  }

  @Test
  void prometheusOwnCheckerHasNothingToSay() throws IOException, InterruptedException {
    Optional<Path> promtool = promtool();
    Assumptions.assumeTrue(promtool.isPresent(), "promtool is not installed");
    Process check =
        new ProcessBuilder(promtool.get().toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (var in = check.getOutputStream()) {
      in.write(metrics.getBytes(StandardCharsets.UTF_8));
    }
    List<String> complaints = check.inputReader().lines().toList();

    // 1 is a text that cannot be read, 3 a matter of style; others' metrics have some of those.
    assertThat(check.waitFor()).as(complaints.toString()).isIn(0, 3);
    assertThat(complaints).noneMatch(line -> line.startsWith("jims_") || line.startsWith("llm_"));
  }

  private static Optional<Path> promtool() {
    return Pattern.compile(":")
        .splitAsStream(System.getenv("PATH"))
        .map(directory -> Path.of(directory, "promtool"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Stream<String> lines(String start) {
    return metrics.lines().filter(line -> line.startsWith(start));
  }

  private static double count(String start) {
    return lines(start)
        .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
        .sum();
  }
}
