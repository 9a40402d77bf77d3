package io.imbi.assistant;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.imbi.assistant.delegation.Delegate;
import io.imbi.assistant.graph.GraphStatement;
import io.imbi.assistant.identity.Anonymous;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.UserCaller;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.HttpMethodMapping;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The package table of the README's architecture section is the rule, held by the build. */
class ArchitectureTest {

  private static final String ROOT = "io.imbi.assistant";

  /** Packages that everyone may use. */
  private static final Set<String> EVERYONES = Set.of("json", "deployment");

  /** Each package and what else of the project it may use, as the README's table says. */
  private static final Map<String, Set<String>> MAY_USE =
      Readme.table("Package").stream()
          .collect(
              Collectors.toMap(
                  row -> Readme.code(row.getFirst()).getFirst(),
                  row -> Set.copyOf(Readme.code(row.get(2)))));

  /** Vendor packages and the only packages of ours that may name them. */
  private static final Map<String, Set<String>> VENDORS =
      Map.ofEntries(
          Map.entry("dev.langchain4j..", Set.of("model.langchain4j")),
          Map.entry("io.modelcontextprotocol..", Set.of("tool.mcp")),
          Map.entry("io.micronaut.data..", Set.of("conversation.relational", "thread", "desk")),
          Map.entry("io.swagger.v3.parser..", Set.of("tool.openapi")),
          Map.entry("io.zonky..", Set.of("database")),
          Map.entry("com.nimbusds..", Set.of("identity", "", "sandbox")),
          Map.entry("reactor.netty..", Set.of("model.claude", "tool.mcp")),
          Map.entry("com.cronutils..", Set.of("queue")),
          Map.entry("io.sentry..", Set.of("")),
          Map.entry("org.apache.lucene..", Set.of("tool")),
          Map.entry("com.networknt..", Set.of("tool")),
          Map.entry("com.macasaet..", Set.of("tool.mcp.graph")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void theTableHasEveryPackageAndNoOther() {
    Set<String> packages =
        CLASSES.stream()
            .map(ArchitectureTest::featureOf)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());

    assertThat(MAY_USE.keySet()).isEqualTo(packages);
  }

  @TestFactory
  Stream<DynamicTest> aPackageUsesOnlyWhatTheTableAllows() {
    return MAY_USE.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        noClasses()
                            .that(liveIn(entry.getKey()))
                            .should()
                            .dependOnClassesThat(
                                describe(
                                    "are ours and not in " + entry.getValue(),
                                    type ->
                                        isOurs(type) && !allowed(entry.getKey(), featureOf(type))))
                            .allowEmptyShould(true)
                            .check(CLASSES)));
  }

  @TestFactory
  Stream<DynamicTest> vendorsStayInTheirAdapters() {
    return VENDORS.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        noClasses()
                            .that(
                                describe(
                                    "are outside " + entry.getValue(),
                                    type -> !entry.getValue().contains(featureOf(type))))
                            .should()
                            .dependOnClassesThat(resideInAPackage(entry.getKey()))
                            .check(CLASSES)));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theTurnKnowsNoHttpAndNoSql() {
    noClasses()
        .that(liveIn("turn"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.micronaut.http..", "java.net.http..", "java.sql..", "javax.sql.."))
        .check(CLASSES);
  }

  /** Their text is one too, which the compiler checks. */
  @Test
  void everyGraphStatementIsAConstantOfItsClass() {
    fields()
        .that()
        .haveRawType(assignableTo(GraphStatement.class))
        .should()
        .beStatic()
        .andShould()
        .beFinal()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void anEndpointTakesACallerOrSaysWhyItNeedNot() {
    methods()
        .that(
            describe(
                "are endpoints",
                method ->
                    method.isMetaAnnotatedWith(HttpMethodMapping.class)
                        && isServed(method.getOwner())))
        .should(
            ArchCondition.from(
                describe(
                    "take a caller or be marked as anonymous",
                    method ->
                        method.getRawParameterTypes().stream()
                                .anyMatch(
                                    type ->
                                        type.isEquivalentTo(Caller.class)
                                            || type.isEquivalentTo(Delegate.class)
                                            || type.isEquivalentTo(UserCaller.class))
                            || method.isAnnotatedWith(Anonymous.class)
                            || method.getOwner().isAnnotatedWith(Anonymous.class))))
        .check(CLASSES);
  }

  @Test
  void thereIsNoJunkDrawer() {
    ArchRule rule =
        classes().should().resideOutsideOfPackages("..util..", "..utils..", "..common..");
    rule.check(CLASSES);
  }

  /** Whether it is a controller, or declares what a controller does. */
  private static boolean isServed(JavaClass type) {
    return type.isAnnotatedWith(Controller.class)
        || type.getAllSubclasses().stream().anyMatch(sub -> sub.isAnnotatedWith(Controller.class));
  }

  private static boolean allowed(String from, String to) {
    return to.equals(from)
        || EVERYONES.contains(to)
        || MAY_USE.getOrDefault(from, Set.of()).contains(to);
  }

  private static DescribedPredicate<JavaClass> liveIn(String feature) {
    return describe("live in " + feature, type -> featureOf(type).equals(feature) && isOurs(type));
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(ROOT);
  }

  private static String featureOf(JavaClass type) {
    String name = type.getPackageName();
    return !isOurs(type) || name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }
}
