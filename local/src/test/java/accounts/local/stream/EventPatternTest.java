package accounts.local.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.local.net.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventPatternTest {
  private static final String EVENT =
      """
      {"eventName":"INSERT","dynamodb":{"Keys":{"pk":{"S":"MAIL#1"}},"NewImage":{"n":{"N":"1"}}}}""";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"eventName":["INSERT","MODIFY"]}                          | true
          {"eventName":["REMOVE"]}                                   | false
          {"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"MAIL#"}]}}}}    | true
          {"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"MEMBER#"}]}}}}  | false
          {"dynamodb":{"OldImage":{"n":{"N":[{"exists":false}]}}}}   | true
          {"dynamodb":{"NewImage":{"n":{"N":[{"exists":true}]}}}}    | true
          {"dynamodb":{"NewImage":{"n":{"N":[{"exists":false}]}}}}   | false
          {"eventName":[{"anything-but":["REMOVE"]}]}                | true
          {"eventName":[{"anything-but":"INSERT"}]}                  | false
          {"eventName":["INSERT"],"dynamodb":{"x":["y"]}}            | false
          """)
  void matches(String pattern, boolean expected) {
    assertThat(
            EventPattern.parse(pattern)
                .matches(Json.parse(EVENT.getBytes(StandardCharsets.UTF_8)).orElseThrow()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[{\"numeric\":[\">\",1]}]}",
        "{\"a\":[{\"suffix\":\"x\"}]}",
        "{\"a\":[{\"anything-but\":{\"prefix\":\"x\"}}]}",
        "{\"$or\":[{\"a\":[1]}]}",
        "{\"a\":1}",
        "[]",
      })
  void anythingElseIsRefused(String pattern) {
    assertThatThrownBy(() -> EventPattern.parse(pattern)).hasMessageContaining("filter pattern");
  }
}
