package io.imbi.assistant.identity.graph;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.imbi.assistant.graph.Graph;
import io.imbi.assistant.graph.GraphException;
import io.imbi.assistant.graph.IsoTime;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes in the graph when an API key was last used: at most once a minute for each, beside the
 * request, and if it fails nobody is the worse for it.
 */
final class UseStamps {

  static final Duration APART = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(UseStamps.class);

  private static final int MAX_KEPT = 10_000;

  private final Graph graph;
  private final Clock clock;
  private final Executor executor;
  private final Cache<String, Boolean> recent;

  UseStamps(Graph graph, Clock clock, Ticker ticker, Executor executor) {
    this.graph = graph;
    this.clock = clock;
    this.executor = executor;
    this.recent =
        Caffeine.newBuilder().ticker(ticker).expireAfterWrite(APART).maximumSize(MAX_KEPT).build();
  }

  void used(String keyId) {
    if (recent.asMap().putIfAbsent(keyId, Boolean.TRUE) == null) {
      executor.execute(() -> stamp(keyId));
    }
  }

  private void stamp(String keyId) {
    var changes = Json.object().put("last_used", IsoTime.write(clock.instant()));
    try {
      graph.run(Statements.STAMP, Parameters.of("key_id", keyId).and("changes", changes));
    } catch (GraphException e) {
      LOG.debug("Could not note that {} was used", keyId, e);
    }
  }
}
