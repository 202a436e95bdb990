package accounts.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import accounts.bus.SampleEvents;
import accounts.local.events.BusEvent;
import accounts.local.net.Json;
import accounts.local.stream.EventPattern;
import accounts.member.MemberId;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of an application that listens; {@code TemplatesTest} holds its template. */
class EventConsumerTest {
  private static final Path TEMPLATE =
      StackExtension.projectRoot().resolve("docs/examples/event-consumer/template.yaml");

  private final Map<?, ?> resources = map(RawTemplate.read(TEMPLATE).get("Resources"));

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) requireNonNull(value);
  }

  private Map<?, ?> properties(String resource) {
    return map(map(resources.get(resource)).get("Properties"));
  }

  private static JsonNode event(String type) {
    JsonNode detail =
        Json.parse(
                SampleEvents.verified(new MemberId("alice"), 7, Instant.EPOCH)
                    .json()
                    .replace("member.verified", type)
                    .getBytes(StandardCharsets.UTF_8))
            .orElseThrow();
    return new BusEvent(
            "accounts-prod", "id", "serverless-accounts", type, Instant.EPOCH, List.of(), detail)
        .delivered();
  }

  @Test
  void rule_findsDeletionsAndNothingElse() {
    EventPattern pattern =
        EventPattern.parse(
            Json.tree(map(properties("MemberDeletedRule").get("EventPattern"))).toString());
    JsonNode types =
        Json.parse(EventSchema.text().getBytes(StandardCharsets.UTF_8))
            .orElseThrow()
            .path("properties")
            .path("type")
            .path("enum");

    assertThat(types).hasSizeGreaterThan(1);
    for (JsonNode type : types) {
      assertThat(pattern.matches(event(type.asText())))
          .as(type.asText())
          .isEqualTo(type.asText().equals("member.deleted"));
    }
    JsonNode anothers = event("member.deleted");
    ((ObjectNode) anothers).put("source", "another");
    assertThat(pattern.matches(anothers)).isFalse();
  }

  /** The function, with a table in memory in place of the SDK. */
  @Test
  void function_deletesWhatItHasOfTheMember(@TempDir Path directory) throws Exception {
    assumeThat(nodeIsThere()).as("Node.js").isTrue();
    Path sdk = Files.createDirectories(directory.resolve("node_modules/@aws-sdk/client-dynamodb"));
    Files.writeString(
        sdk.resolve("index.js"),
        """
        let notes = [["alice", "1"], ["bob", "1"], ["alice", "2"], ["alice", "3"]]
          .map(([m, n]) => ({ memberId: { S: m }, noteId: { S: n } }));
        class Query { constructor(i) { this.run = () => {
          const mine = notes.filter(
            (n) => n.memberId.S === i.ExpressionAttributeValues[":member"].S
              && (!i.ExclusiveStartKey || n.noteId.S > i.ExclusiveStartKey.noteId.S));
          return { Items: mine.slice(0, 2), LastEvaluatedKey: mine.length > 2 ? mine[1] : undefined };
        }; } }
        class Delete { constructor(i) { this.run = () => {
          notes = notes.filter((n) => JSON.stringify(n) !== JSON.stringify(i.Key));
        }; } }
        exports.QueryCommand = Query;
        exports.DeleteItemCommand = Delete;
        exports.DynamoDBClient = class { async send(command) { return command.run(); } };
        exports.notes = () => notes;
        """);
    Files.writeString(
        directory.resolve("index.js"),
        String.valueOf(properties("ForgetMemberFunction").get("InlineCode")));
    Files.writeString(directory.resolve("event.json"), event("member.deleted").toString());
    Process node =
        new ProcessBuilder(
                "node",
                "-e",
                """
                const event = require("./event.json");
                const { handler } = require("./index.js");
                handler(event).then(() => handler(event)).then(() =>
                  console.log("left " + require("@aws-sdk/client-dynamodb").notes()
                    .map((n) => n.memberId.S)));
                """)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(output).contains("\"memberId\":\"alice\",\"sequence\":7").endsWith("left bob\n");
  }

  private static boolean nodeIsThere() {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, "node"))) {
        return true;
      }
    }
    return false;
  }
}
