package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolNamesTest {

  @Test
  void prefixAndName() {
    assertThat(ToolNames.of("docs", "search-all")).isEqualTo("mcp_docs_search-all");
  }

  @Test
  void whatMayNotStandInANameBecomesAnUnderscore() {
    assertThat(ToolNames.of("my docs", "a.b/ü")).isEqualTo("mcp_my_docs_a_b__");
  }

  @Test
  void aLongNameFitsIsAlwaysTheSameAndLikeNoOther() {
    String name = ToolNames.of("docs", "x".repeat(200) + "1");

    assertThat(name).hasSize(128).matches("[a-zA-Z0-9_-]+");
    assertThat(ToolNames.of("docs", "x".repeat(200) + "1")).isEqualTo(name);
    assertThat(ToolNames.of("docs", "x".repeat(200) + "2")).isNotEqualTo(name);
    assertThat(ToolNames.of("docs", "x".repeat(119))).hasSize(128).endsWith("xx");
  }
}
