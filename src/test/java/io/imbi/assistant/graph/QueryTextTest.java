package io.imbi.assistant.graph;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CompileTimeConstant;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of every statement is a constant: nothing that varies is ever written into one. */
class QueryTextTest {

  @Test
  void theCompilerRefusesATextThatIsNoConstant() {
    var types = new ClassFileImporter().importClasses(CypherQuery.class, LabelQuery.class);

    for (Class<?> type : List.of(CypherQuery.class, LabelQuery.class)) {
      JavaMethod of = types.get(type).getMethod("of", String.class, String[].class);
      assertThat(of.getParameters().getFirst().isAnnotatedWith(CompileTimeConstant.class)).isTrue();
      assertThat(types.get(type).getConstructors())
          .allMatch(constructor -> constructor.getModifiers().toString().contains("PRIVATE"));
    }
  }

  /** So what reaches the graph is a {@link GraphStatement}, with its parameters beside it. */
  @Test
  void whoUsesTheGraphSpeaksNoSqlOfItsOwn() {
    noClasses()
        .that()
        .resideInAnyPackage("..conversation.graph", "..identity.graph", "..tool.mcp.graph")
        .and()
        .haveNameNotMatching(".*\\.\\$.*") // Made by the annotation processor.
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.imbi.assistant"));
  }
}
