package accounts.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":\"b\",\"c\":[1,2.5,true,false,null,{\"d\":[]},[[]]],\"e\":{}}",
        "{\"int\":2147483647,\"long\":9223372036854775807,\"big\":9223372036854775808}",
        "{\"exp\":1e3,\"minus\":-0.5,\"zero\":0}",
        " {\"\\uD55C\":\"\\u0000\\ud83d\\ude00\"} "
      })
  void readObject_json_isAsJacksonsMapperReadsIt(String text) throws JsonProcessingException {
    ObjectNode expected = (ObjectNode) new JsonMapper().readTree(text);

    assertThat(Json.readObject(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"a\"",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{} {}",
        "{}]",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":[1}"
      })
  void readObject_noStrictJsonObject_isNothing(String text) {
    assertThat(Json.readObject(text)).isEmpty();
  }

  @Test
  void readObject_deeperThanAnybodyNeeds_isNothing() {
    assertThat(Json.readObject("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}")).isEmpty();
  }

  @Test
  void readObject_namesThatSomebodySent_areNotKept() {
    WeakReference<String> name = nameOfOneRead();

    for (int i = 0; i < 100 && name.get() != null; i++) {
      System.gc();
    }

    assertThat(name.get()).isNull();
  }

  private static WeakReference<String> nameOfOneRead() {
    byte[] json = "{\"from-anybody\":1}".getBytes(StandardCharsets.UTF_8);
    ObjectNode object = Json.readObject(new ByteArrayInputStream(json)).orElseThrow();
    return new WeakReference<>(object.fieldNames().next());
  }

  @Test
  void write_everyKind_isReadAsTheSame() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("text", "\"\\\n한\u0001");
    object.put("int", 1);
    object.put("long", Long.MAX_VALUE);
    object.put("seconds", BigDecimal.valueOf(1_795_424_400_123L, 3));
    object.put("true", true);
    object.put("null", null);
    object.put("list", Arrays.asList("a", null, List.of()));
    object.put("array", new Object[] {Map.of("b", 2)});
    object.put("map", Map.of("c", Map.of()));

    assertThat(Json.write(object))
        .isEqualTo(
            "{\"text\":\"\\\"\\\\\\n한\\u0001\",\"int\":1,\"long\":9223372036854775807,"
                + "\"seconds\":1795424400.123,\"true\":true,\"null\":null,"
                + "\"list\":[\"a\",null,[]],\"array\":[{\"b\":2}],\"map\":{\"c\":{}}}");
  }

  @Test
  void write_anythingElse_fails() {
    Map<String, Object> object = Map.of("a", Optional.of(1));

    assertThatThrownBy(() -> Json.write(object)).isInstanceOf(IllegalArgumentException.class);
  }
}
