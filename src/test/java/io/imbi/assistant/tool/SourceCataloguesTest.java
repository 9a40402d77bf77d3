package io.imbi.assistant.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceCataloguesTest {

  @Test
  void theOrderIsThatOfTheOriginsWhateverTheOrderOfTheSources() {
    var catalogues =
        new SourceCatalogues(
            List.of(
                new StubSource(ToolOrigin.MCP, "mcp_b", "mcp_a"),
                new StubSource(ToolOrigin.OPENAPI, "list_projects"),
                new StubSource(ToolOrigin.REFRESH, "refresh"),
                new StubSource(ToolOrigin.BROWSER, "navigate_to", "refresh_data")));

    assertThat(names(catalogues.current()))
        .containsExactly(
            "navigate_to", "refresh_data", "refresh", "list_projects", "mcp_b", "mcp_a");
  }

  @Test
  void aChangedSourceMakesANewCatalogueAndLeavesTheOldOneAsItWas() {
    var source = new StubSource(ToolOrigin.OPENAPI, "list_projects");
    var catalogues = new SourceCatalogues(List.of(source));
    ToolCatalogue before = catalogues.current();

    source.offer("list_projects", "delete_project");

    assertThat(names(before)).containsExactly("list_projects");
    assertThat(names(catalogues.current())).containsExactly("list_projects", "delete_project");
    assertThat(catalogues.current()).isSameAs(catalogues.current());
  }

  @Test
  void ofTwoToolsWithOneNameTheFirstSourcesIsKept() {
    var catalogues =
        new SourceCatalogues(
            List.of(
                new StubSource(ToolOrigin.MCP, "navigate_to"),
                new StubSource(ToolOrigin.BROWSER, "navigate_to")));

    assertThat(catalogues.current().tools())
        .singleElement()
        .extracting(Tool::origin)
        .isEqualTo(ToolOrigin.BROWSER);
  }

  @Test
  void theContextWiresTheBrowsersToolsAndTheRefreshBeforeAllOthers() {
    try (var context = ApplicationContext.builder().enableDefaultPropertySources(false).start()) {
      assertThat(names(context.getBean(ToolCatalogues.class).current()))
          .startsWith("navigate_to", "refresh_data", "refresh_openapi_spec");
    }
  }

  private static List<String> names(ToolCatalogue catalogue) {
    return catalogue.tools().stream().map(Tool::name).toList();
  }
}
