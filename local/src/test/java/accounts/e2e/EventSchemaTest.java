package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.net.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schema of the events, and what the page about them says. */
class EventSchemaTest {
  private static final JsonNode SCHEMA = parse(EventSchema.text());

  private static JsonNode parse(String json) {
    return Json.parse(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static String page() throws IOException {
    return Files.readString(StackExtension.projectRoot().resolve("docs/events.md"));
  }

  private static ObjectNode event(String type, String data) {
    ObjectNode event =
        (ObjectNode)
            parse(
                """
                {"schemaVersion":1,"id":"4f3c2a9e-5b1d-4c8e-9f6a-2d1e0b3c4a5f","type":"x",
                "time":"2026-11-23T12:00:00.123Z","memberId":"019a","sequence":7,
                "actor":{"type":"member"}}""");
    event.put("type", type);
    event.set("data", parse(data));
    return event;
  }

  @Test
  void schema_isOne() {
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                .validate(SCHEMA))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          member.signed-up              | {"email":"a@b.example","nickname":"a","language":"ko"}
          member.verified               | {}
          member.login                  | {"sessionId":"0123456789abcdef0123456789abcdef","address":"","userAgent":""}
          member.login-failed           | {"failures":1}
          member.locked                 | {"failures":10,"lockedUntil":"2026-11-23T12:00:00Z"}
          member.unlocked               | {}
          member.password-changed       | {"by":"RESET"}
          member.email-change-requested | {}
          member.email-changed          | {"email":"a@b.example","by":"UNDO"}
          member.profile-updated        | {"nickname":"a","language":"en"}
          member.sessions-ended         | {"reason":"LOGOUT","which":"ONE","sessionId":"0123456789abcdef0123456789abcdef"}
          member.sessions-ended         | {"reason":"DISABLED","which":"ALL"}
          member.token-reuse-detected   | {"sessionId":"0123456789abcdef0123456789abcdef"}
          member.disabled               | {}
          member.enabled                | {}
          member.verification-sent      | {}
          member.deleted                | {}
          member.imported               | {"email":"a@b.example","nickname":"a","status":"DISABLED"}
          """)
  void eachType_hasItsDataAndNoOther(String type, String data) {
    assertThat(EventSchema.flaws(event(type, data))).isEmpty();
    ObjectNode more = event(type, data);
    ((ObjectNode) more.path("data")).put("password", "x");
    assertThat(EventSchema.flaws(more)).isNotEmpty();
    for (Map.Entry<String, JsonNode> field : parse(data).properties()) {
      ObjectNode less = event(type, data);
      ((ObjectNode) less.path("data")).remove(field.getKey());
      assertThat(EventSchema.flaws(less)).as("without " + field.getKey()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          schemaVersion | 2
          id            | "1"
          type          | "member.unheard-of"
          time          | "2026-11-23"
          memberId      | ""
          sequence      | 0
          actor         | {"type":"operator"}
          actor         | {"type":"member","principal":"arn:aws:iam::123456789012:user/a"}
          actor         | {"type":"operator","principal":"alice"}
          more          | 1
          """)
  void anotherEnvelope_isRefused(String field, String value) {
    ObjectNode event = event("member.verified", "{}");
    event.set(field, parse(value));

    assertThat(EventSchema.flaws(event)).isNotEmpty();
  }

  @Test
  void anOperatorsAct_namesThePrincipal() {
    ObjectNode event = event("member.disabled", "{}");
    event.set(
        "actor",
        parse(
            "{\"type\":\"operator\",\"principal\":\"arn:aws:iam::123456789012:user/a\","
                + "\"reason\":\"spam\"}"));

    assertThat(EventSchema.flaws(event)).isEmpty();
  }

  @Test
  void page_theExampleIsAnEvent() throws IOException {
    Matcher example = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(page());
    assertThat(example.find()).isTrue();
    JsonNode event = parse(example.group(1));

    assertThat(EventSchema.flaws(event.path("detail"))).isEmpty();
    assertThat(event.path("detail-type")).isEqualTo(event.path("detail").path("type"));
  }

  @Test
  void page_namesEachTypeAndFieldOfTheSchema() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    for (String row : page().split("\n", -1)) {
      if (row.startsWith("| `member.")) {
        Matcher types =
            Pattern.compile("`(member\\.[a-z-]+)`").matcher(row.substring(0, row.indexOf('|', 2)));
        while (types.find()) {
          rows.put(types.group(1), row);
        }
      }
    }
    TreeSet<String> types = new TreeSet<>();
    SCHEMA.path("properties").path("type").path("enum").forEach(type -> types.add(type.asText()));

    assertThat(rows.keySet()).isEqualTo(types);
    for (String type : types) {
      for (Map.Entry<String, JsonNode> field :
          SCHEMA.path("$defs").path(type).path("properties").properties()) {
        assertThat(rows.get(type)).contains("`" + field.getKey() + "`");
        for (JsonNode value : field.getValue().path("enum")) {
          if (!field.getKey().equals("status")) {
            assertThat(rows.get(type)).contains("`" + value.asText() + "`");
          }
        }
      }
    }
  }
}
