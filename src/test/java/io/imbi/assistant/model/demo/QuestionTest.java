package io.imbi.assistant.model.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionTest {

  private static final Set<String> THINGS =
      Set.of("project", "team", "environment", "release", "organization", "type", "deployment");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Which projects does the platform team have?   | project
          Create a project in acme for team platform    | project
          what teams own the payment project            | team
          show me the project's releases                | release
          list envs                                     | environment
          who is in the platform team                   | team
          which deployments of release 1.2 are there    | deployment
          """)
  void theThingAskedForIsNeitherAsideNorAnOwner(String text, String thing) {
    assertThat(question(text).asked().getFirst()).isEqualTo(thing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          list projects of team platform                | team         | platform
          the platform team                             | team         | platform
          delete the team "Data Science" now            | team         | Data Science
          a project called Payment Gateway in acme      | project      | Payment Gateway
          a project named 'Cash Desk' for team payments | project      | Cash Desk
          in org acme                                   | organization | acme
          show the staging env                          | environment  | staging
          projects called X                             | project      | X
          """)
  void aThingIsCalledByTheWordBesideIt(String text, String thing, String value) {
    assertThat(question(text).valueOf(List.of(thing))).contains(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          which projects are there     | project
          what teams own this          | team
          delete project               | project
          list all environments        | environment
          java projects                | project
          """)
  void grammarVerbsAndPluralsNameNothing(String text, String thing) {
    assertThat(question(text).valueOf(List.of(thing))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          create a team                                 | CREATE
          Could you please delete team x                | DELETE
          I want to rename project x to y               | UPDATE
          let's add a team                              | CREATE
          which teams did we delete                     | LIST
          the update of project x                       | LIST
          what is new                                   | LIST
          """)
  void onlyTheFirstWordOrdersAChange(String text, Verb verb) {
    assertThat(question(text).verb()).isEqualTo(verb);
  }

  @Test
  void versionsNamesAndEndsAreFound() {
    Question question = question("deploy v1.2.0-rc.1 of it to \"the moon, to stay\" now");

    assertThat(question.version()).contains("v1.2.0-rc.1");
    assertThat(question.after("to")).contains("the moon, to stay now");
    assertThat(question("rename a to b to c").after("to")).contains("b to c");
    assertThat(question("echo hello world").afterVerb()).isEqualTo("hello world");
  }

  @Test
  void namesAreMentionedAsWholeWordsHoweverTheyAreWritten() {
    Question question = question("rename payment gateway, please");

    assertThat(question.mentions("payment-gateway")).isTrue();
    assertThat(question.mentions("Payment Gateway")).isTrue();
    assertThat(question.mentions("payment")).isTrue();
    assertThat(question.mentions("gate")).isFalse();
    assertThat(question.mentions("")).isFalse();
  }

  private static Question question(String text) {
    return Question.of(text, THINGS);
  }
}
