package io.imbi.assistant.tool;

/** Gives the catalogue as it is now. Reading never blocks. */
public interface ToolCatalogues {

  ToolCatalogue current();
}
