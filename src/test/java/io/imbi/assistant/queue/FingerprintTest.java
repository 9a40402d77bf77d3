package io.imbi.assistant.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1,"b":2}           | {"b":2,"a":1}
          {"a":{"x":1,"y":[2,3]}} | {"a":{"y":[2,3],"x":1}}
          1                       | 1.0
          10                      | 1e1
          0.10                    | 0.1
          """)
  void theSameSaidDifferentlyIsTheSame(String one, String other) {
    assertThat(Fingerprint.of(Json.parse(one))).isEqualTo(Fingerprint.of(Json.parse(other)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1,2]      | [2,1]
          1          | "1"
          null       | {}
          {"a":null} | {}
          [[1],2]    | [1,[2]]
          1          | ["number","1"]
          {}         | ["object"]
          """)
  void whatDiffersDiffers(String one, String other) {
    assertThat(Fingerprint.of(Json.parse(one))).isNotEqualTo(Fingerprint.of(Json.parse(other)));
  }

  @Test
  void aNumberOfABillionDigitsIsNotWrittenOut() {
    assertThat(Fingerprint.of(Json.parse("1e999999999"))).hasSize(32);
  }
}
