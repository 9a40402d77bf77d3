package io.imbi.assistant.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Anthropic refuses in the body of a request, in its own words where they matter. */
final class RequestRules {

  private static final Pattern NAME = Pattern.compile("^[a-zA-Z0-9_-]{1,128}$");
  private static final Pattern ID = Pattern.compile("^[a-zA-Z0-9_-]+$");
  private static final Pattern PROPERTY = Pattern.compile("^[a-zA-Z0-9_.-]{1,64}$");

  private static final Set<String> COUNT_FIELDS =
      Set.of("model", "messages", "system", "tools", "tool_choice", "thinking");
  private static final Set<String> MESSAGE_FIELDS =
      Set.of(
          "model",
          "messages",
          "system",
          "tools",
          "tool_choice",
          "thinking",
          "max_tokens",
          "stream",
          "metadata",
          "stop_sequences");

  private static final Map<String, Set<String>> USER_BLOCKS =
      Map.of(
          "text", Set.of("text", "cache_control", "citations"),
          "image", Set.of("source", "cache_control"),
          "document", Set.of("source", "title", "context", "citations", "cache_control"),
          "tool_result", Set.of("tool_use_id", "content", "is_error", "cache_control"));
  private static final Map<String, Set<String>> ASSISTANT_BLOCKS =
      Map.of(
          "text", Set.of("text", "cache_control", "citations"),
          "thinking", Set.of("thinking", "signature"),
          "redacted_thinking", Set.of("data"),
          "tool_use", Set.of("id", "name", "input", "cache_control", "caller"),
          "server_tool_use", Set.of("id", "name", "input", "cache_control", "caller"),
          "tool_search_tool_result", Set.of("tool_use_id", "content", "cache_control"));
  private static final Set<String> RESULT_BLOCKS =
      Set.of("text", "image", "document", "search_result", "tool_reference");
  private static final Map<String, String> SEARCH_TOOLS =
      Map.of(
          "tool_search_tool_bm25_20251119", "tool_search_tool_bm25",
          "tool_search_tool_regex_20251119", "tool_search_tool_regex");

  /** Every block that this server has sent and that must come back as it was. */
  private final Set<JsonNode> sent;

  private final ObjectNode body;
  private final boolean counting;
  private final Set<String> tools = new HashSet<>();
  private int breakpoints;

  private RequestRules(ObjectNode body, boolean counting, Set<JsonNode> sent) {
    this.body = body;
    this.counting = counting;
    this.sent = sent;
  }

  /**
   * @return what is wrong, or null
   */
  static @Nullable String violation(ObjectNode body, boolean counting, Set<JsonNode> sent) {
    try {
      new RequestRules(body, counting, sent).check();
      return null;
    } catch (Violation e) {
      return e.problem;
    }
  }

  private void check() {
    Set<String> known = counting ? COUNT_FIELDS : MESSAGE_FIELDS;
    body.fieldNames()
        .forEachRemaining(
            name -> require(known.contains(name), name + ": Extra inputs are not permitted"));
    require(!body.path("model").asText().isEmpty(), "model: Field required");
    if (!counting) {
      require(body.path("max_tokens").isIntegralNumber(), "max_tokens: Field required");
      require(
          body.path("max_tokens").asLong() >= 1,
          "max_tokens: Input should be greater than or equal to 1");
    }
    require(
        !body.has("stream") || body.get("stream").isBoolean(),
        "stream: Input should be a valid boolean");
    checkTools();
    checkToolChoice();
    checkSystem();
    checkMessages();
    require(
        breakpoints <= 4,
        "A maximum of 4 blocks with cache_control may be provided. Found " + breakpoints + ".");
  }

  private void checkTools() {
    JsonNode list = body.path("tools");
    if (list.isMissingNode()) {
      return;
    }
    require(list.isArray(), "tools: Input should be a valid list");
    int deferred = 0;
    for (int i = 0; i < list.size(); i++) {
      JsonNode tool = list.get(i);
      String at = "tools." + i;
      String name = tool.path("name").asText();
      require(
          NAME.matcher(name).matches(),
          at + ".custom.name: String should match pattern '" + NAME + "'");
      require(tools.add(name), "tools: Tool names must be unique.");
      String type = tool.path("type").asText("custom");
      if (type.equals("custom")) {
        checkCustomTool(tool, at);
      } else {
        require(
            name.equals(SEARCH_TOOLS.get(type)), at + ": Input tag '" + type + "' is not known");
        extras(tool, at, Set.of("type", "name", "cache_control"));
      }
      boolean isDeferred = tool.path("defer_loading").asBoolean();
      if (isDeferred) {
        deferred++;
        require(
            !tool.has("cache_control"),
            at + ": Tools with defer_loading cannot use prompt caching");
      }
      checkCacheControl(tool, at);
    }
    require(
        list.isEmpty() || deferred < list.size(),
        "At least one tool must have defer_loading=false.");
  }

  private static void checkCustomTool(JsonNode tool, String at) {
    extras(
        tool,
        at + ".custom",
        Set.of("type", "name", "description", "input_schema", "cache_control", "defer_loading"));
    JsonNode schema = tool.path("input_schema");
    require(
        schema.path("type").asText().equals("object"),
        at + ".custom.input_schema.type: Input should be 'object'");
    for (String union : List.of("oneOf", "allOf", "anyOf")) {
      require(
          !schema.has(union),
          at
              + ".custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the"
              + " top level");
    }
    schema
        .path("properties")
        .fieldNames()
        .forEachRemaining(
            property ->
                require(
                    PROPERTY.matcher(property).matches(),
                    at
                        + ".custom.input_schema.properties: Property keys should match pattern '"
                        + PROPERTY
                        + "'"));
  }

  private void checkToolChoice() {
    JsonNode choice = body.path("tool_choice");
    if (choice.isMissingNode()) {
      return;
    }
    require(!tools.isEmpty(), "tool_choice: may only be specified while providing tools");
    String type = choice.path("type").asText();
    require(
        Set.of("auto", "any", "tool", "none").contains(type),
        "tool_choice: Input tag '" + type + "' is not known");
  }

  private void checkSystem() {
    JsonNode system = body.path("system");
    if (system.isMissingNode() || system.isTextual()) {
      return;
    }
    require(system.isArray(), "system: Input should be a valid string or list");
    for (int i = 0; i < system.size(); i++) {
      JsonNode block = system.get(i);
      String at = "system." + i;
      require(block.path("type").asText().equals("text"), at + ".type: Input should be 'text'");
      extras(block, at, Set.of("type", "text", "cache_control"));
      requireText(block, "system");
      checkCacheControl(block, at);
    }
  }

  private void checkMessages() {
    JsonNode messages = body.path("messages");
    require(
        messages.isArray() && !messages.isEmpty(), "messages: at least one message is required");
    require(
        messages.path(0).path("role").asText().equals("user"),
        "messages: first message must use the \"user\" role");
    Set<String> allCalls = new HashSet<>();
    List<String> openCalls = List.of();
    String previousRole = "";
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String at = "messages." + i;
      extras(message, at, Set.of("role", "content"));
      String role = message.path("role").asText();
      require(
          role.equals("user") || role.equals("assistant"),
          at + ".role: Input should be 'user' or 'assistant'");
      require(
          !role.equals(previousRole),
          "messages: roles must alternate between \"user\" and \"assistant\", but found multiple \""
              + role
              + "\" roles in a row");
      previousRole = role;
      JsonNode content = message.path("content");
      boolean last = i == messages.size() - 1;
      if (content.isTextual()) {
        require(!content.asText().isEmpty(), at + ": messages must have non-empty content");
        requireAnswered(openCalls, i - 1);
        openCalls = List.of();
        require(
            !last || role.equals("user"),
            "This model does not support assistant message prefill. The conversation must end with"
                + " a user message.");
        continue;
      }
      require(
          content.isArray() && !content.isEmpty(), at + ": messages must have non-empty content");
      if (role.equals("user")) {
        checkUserBlocks(content, at, openCalls, i);
        openCalls = List.of();
      } else {
        requireAnswered(openCalls, i - 1);
        openCalls = checkAssistantBlocks(content, at, allCalls, last);
      }
    }
    requireAnswered(openCalls, messages.size() - 1);
  }

  private void checkUserBlocks(JsonNode content, String at, List<String> openCalls, int index) {
    Set<String> open = new HashSet<>(openCalls);
    boolean afterResults = false;
    for (int i = 0; i < content.size(); i++) {
      JsonNode block = content.get(i);
      String here = at + ".content." + i;
      String type = block.path("type").asText();
      checkKnown(block, type, here, USER_BLOCKS);
      if (type.equals("tool_result")) {
        String id = block.path("tool_use_id").asText();
        require(
            !afterResults,
            here + ": `tool_result` blocks must come first in the content of a message");
        require(
            open.remove(id),
            here
                + ": unexpected `tool_use_id` found in `tool_result` blocks: "
                + id
                + ". Each `tool_result` block must have a corresponding `tool_use` block in the"
                + " previous message.");
        require(
            !tools.isEmpty(),
            "Requests which include `tool_use` or `tool_result` blocks must define tools");
        checkResultContent(block.path("content"), block.path("is_error").asBoolean(), here);
      } else {
        afterResults = true;
      }
    }
    requireAnswered(List.copyOf(open), index - 1);
  }

  private void checkResultContent(JsonNode content, boolean failed, String at) {
    require(
        content.isMissingNode() || content.isTextual() || content.isArray(),
        at + ".content: Input should be a valid string or list");
    boolean empty = content.isTextual() ? content.textValue().isEmpty() : content.isEmpty();
    require(!(failed && empty), at + ".tool_result: content cannot be empty if `is_error` is true");
    for (JsonNode block : content) {
      String type = block.path("type").asText();
      require(RESULT_BLOCKS.contains(type), at + ".content: Input tag '" + type + "' is not known");
      require(
          type.equals("text") || !failed,
          at + ".tool_result: all content must be type `text` if `is_error` is true");
      if (type.equals("text")) {
        requireText(block, "messages");
      }
      checkReference(block);
      checkCacheControl(block, at);
    }
  }

  private List<String> checkAssistantBlocks(
      JsonNode content, String at, Set<String> allCalls, boolean last) {
    List<String> calls = new ArrayList<>();
    Map<String, Boolean> searches = new HashMap<>();
    for (int i = 0; i < content.size(); i++) {
      JsonNode block = content.get(i);
      String here = at + ".content." + i;
      String type = block.path("type").asText();
      if (sent.contains(uncached(block)) && !ASSISTANT_BLOCKS.containsKey(type)) {
        checkCacheControl(block, here);
        continue;
      }
      checkKnown(block, type, here, ASSISTANT_BLOCKS);
      switch (type) {
        case "thinking", "redacted_thinking" ->
            require(
                sent.contains(block),
                here
                    + ": `thinking` or `redacted_thinking` blocks cannot be modified. Invalid"
                    + " `signature` in `thinking` block");
        case "tool_use" -> {
          String id = callId(block, here);
          require(allCalls.add(id), "messages: `tool_use` ids must be unique");
          require(
              !tools.isEmpty(),
              "Requests which include `tool_use` or `tool_result` blocks must define tools");
          calls.add(id);
        }
        case "server_tool_use" -> searches.put(callId(block, here), false);
        case "tool_search_tool_result" -> {
          String id = block.path("tool_use_id").asText();
          require(
              searches.replace(id, true) != null,
              here + ": unexpected `tool_use_id` found in `tool_search_tool_result` blocks: " + id);
          block.path("content").path("tool_references").forEach(this::checkReference);
        }
        default -> {
          // Text has no rules beyond those of every block.
        }
      }
    }
    if (last) {
      require(
          !searches.isEmpty(),
          "This model does not support assistant message prefill. The conversation must end with a"
              + " user message.");
    } else {
      searches.forEach(
          (id, answered) ->
              require(
                  answered,
                  at
                      + ": `server_tool_use` ids were found without a corresponding"
                      + " `tool_search_tool_result` block: "
                      + id));
    }
    return calls;
  }

  private String callId(JsonNode block, String at) {
    String id = block.path("id").asText();
    require(ID.matcher(id).matches(), at + ".id: String should match pattern '" + ID + "'");
    require(
        NAME.matcher(block.path("name").asText()).matches(),
        at + ".name: String should match pattern '" + NAME + "'");
    require(block.path("input").isObject(), at + ".input: Input should be a valid dictionary");
    return id;
  }

  private void checkKnown(
      JsonNode block, String type, String at, Map<String, Set<String>> allowed) {
    Set<String> fields = allowed.get(type);
    require(
        fields != null, at + ": Input tag '" + type + "' found using 'type' is not expected here");
    Set<String> all = new HashSet<>(fields == null ? Set.of() : fields);
    all.add("type");
    extras(block, at, all);
    if (type.equals("text")) {
      requireText(block, "messages");
    }
    checkCacheControl(block, at);
  }

  private void checkReference(JsonNode block) {
    if (block.path("type").asText().equals("tool_reference")) {
      String name = block.path("tool_name").asText();
      require(tools.contains(name), "Tool reference '" + name + "' not found in available tools");
    }
  }

  private void checkCacheControl(JsonNode holder, String at) {
    JsonNode control = holder.path("cache_control");
    if (control.isMissingNode() || control.isNull()) {
      return;
    }
    breakpoints++;
    require(
        control.path("type").asText().equals("ephemeral"),
        at + ".cache_control.type: Input should be 'ephemeral'");
    require(
        Set.of("5m", "1h").contains(control.path("ttl").asText("5m")),
        at + ".cache_control.ttl: Input should be '5m' or '1h'");
    extras(control, at + ".cache_control", Set.of("type", "ttl"));
  }

  private static void requireAnswered(List<String> openCalls, int message) {
    require(
        openCalls.isEmpty(),
        "messages."
            + message
            + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
            + String.join(", ", openCalls)
            + ". Each `tool_use` block must have a corresponding `tool_result` block in the next"
            + " message.");
  }

  private static void requireText(JsonNode block, String place) {
    String text = block.path("text").asText();
    require(!text.isEmpty(), place + ": text content blocks must be non-empty");
    require(!text.isBlank(), place + ": text content blocks must contain non-whitespace text");
  }

  private static JsonNode uncached(JsonNode block) {
    if (!block.has("cache_control")) {
      return block;
    }
    ObjectNode copy = block.deepCopy();
    copy.remove("cache_control");
    return copy;
  }

  private static void extras(JsonNode node, String at, Set<String> known) {
    node.fieldNames()
        .forEachRemaining(
            name ->
                require(
                    known.contains(name), at + "." + name + ": Extra inputs are not permitted"));
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new Violation(problem);
    }
  }

  private static final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String problem;

    Violation(String problem) {
      super(problem);
      this.problem = problem;
    }
  }
}
