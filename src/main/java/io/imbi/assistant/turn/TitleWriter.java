package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Titles a conversation by its first exchange, with one short call of the model. */
final class TitleWriter {

  private static final Duration TIME = Duration.ofSeconds(15);
  private static final int MAX_TOKENS = 50;
  private static final int EXCERPT_CHARS = 200;
  private static final int MAX_WORDS = 6;
  private static final int MAX_CHARS = 100;

  /** Quotation marks of all languages, marks of Markdown, and what is no character to be seen. */
  private static final Pattern UNFIT =
      Pattern.compile(
          "[\"\\p{Pi}\\p{Pf}„‚「」『』〝〞〟＂`*#\\p{Cc}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069&&[^’]]");

  /** Those within a word are apostrophes. */
  private static final Pattern SINGLE_QUOTES =
      Pattern.compile("(?<![\\p{L}\\p{N}])['’]|['’](?![\\p{L}\\p{N}])");

  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");
  private static final Pattern FULL_STOP = Pattern.compile("[.。\\s]+$");

  private static final String INSTRUCTION =
      """
      You title conversations. Answer with a title of at most 6 words for the exchange that you are
      given, in its language, without quotation marks and without a full stop. Answer with the title
      alone; never answer the exchange itself.\
      """;

  private final ChatModel model;
  private final Clock clock;
  private final Scheduler timer;

  TitleWriter(ChatModel model, Clock clock, Scheduler timer) {
    this.model = model;
    this.clock = clock;
    this.timer = timer;
  }

  /** The title, or nothing if the model gave none that is fit. */
  Mono<String> write(String modelName, List<NewMessage> exchange) {
    return Mono.defer(
            () ->
                model.complete(
                    new ModelRequest(
                        modelName,
                        MAX_TOKENS,
                        INSTRUCTION,
                        List.of(),
                        ModelRequest.ToolUseMode.FORBIDDEN,
                        List.of(
                            new ModelMessage(
                                ModelMessage.Author.USER,
                                List.of(new ContentBlock.Text(excerpts(exchange))))),
                        clock.instant().plus(TIME))))
        .timeout(TIME, timer)
        .mapNotNull(TitleWriter::tidy);
  }

  private static String excerpts(List<NewMessage> exchange) {
    return "User: "
        + excerpt(exchange.getFirst().content())
        + "\n\nAssistant: "
        + exchange.reversed().stream()
            .filter(message -> message.role() == Role.ASSISTANT)
            .map(message -> excerpt(message.content()))
            .findFirst()
            .orElse("");
  }

  private static String excerpt(String text) {
    if (text.length() <= EXCERPT_CHARS) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(EXCERPT_CHARS - 1)) ? 1 : 0;
    return text.substring(0, EXCERPT_CHARS - end);
  }

  static @Nullable String tidy(String answer) {
    String bare =
        SINGLE_QUOTES.matcher(UNFIT.matcher(answer).replaceAll(" ")).replaceAll("").strip();
    String words = SPACES.splitAsStream(bare).limit(MAX_WORDS).collect(Collectors.joining(" "));
    words = FULL_STOP.matcher(words).replaceAll("").strip();
    if (words.isEmpty()) {
      return null;
    }
    return words.length() <= MAX_CHARS
        ? words
        : words
            .substring(0, words.offsetByCodePoints(0, words.codePointCount(0, MAX_CHARS) - 1))
            .strip();
  }
}
