package accounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.dynamodb.Fault;
import accounts.local.lambda.InvocationResult;
import accounts.local.net.Json;
import accounts.local.stream.DeadLetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The stack with small functions, as a client of it sees it. */
class LocalStackIT {
  private static final ConcurrentLinkedQueue<String> LINES = new ConcurrentLinkedQueue<>();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init")
  private static LocalStack stack;

  @BeforeAll
  static void start() {
    stack =
        LocalStack.builder()
            .projectRoot(Path.of(".."))
            .template(Path.of("src/test/resources/fixture.yaml"))
            .log(LINES::add)
            .start();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void aFunctionGetsATrueProxyEvent() throws Exception {
    HttpResponse<byte[]> response =
        send(
            request("/open?x=1&x=2&y=%20")
                .header("Cookie", "c=3")
                .header("X-Own", "a")
                .header("X-Own", "b")
                .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}")));

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().allValues("Set-Cookie"))
        .containsExactly("a=1; Path=/", "b=2; Path=/");
    assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
    JsonNode event = json(response);
    assertThat(event.path("resource").asText()).isEqualTo("/open");
    assertThat(event.path("path").asText()).isEqualTo("/open");
    assertThat(event.path("httpMethod").asText()).isEqualTo("POST");
    assertThat(event.path("headers").path("Cookie").asText()).isEqualTo("c=3");
    assertThat(event.path("headers").path("X-Own").asText()).isEqualTo("b");
    assertThat(event.path("multiValueHeaders").path("X-Own")).hasSize(2);
    assertThat(event.path("queryStringParameters").path("x").asText()).isEqualTo("2");
    assertThat(event.path("multiValueQueryStringParameters").path("x")).hasSize(2);
    assertThat(event.path("pathParameters").isNull()).isTrue();
    assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
    assertThat(event.path("body").asText()).isEqualTo("eyJuIjoxfQ==");
    JsonNode context = event.path("requestContext");
    assertThat(context.path("stage").asText()).isEqualTo("Prod");
    assertThat(context.path("path").asText()).isEqualTo("/open");
    assertThat(context.path("identity").path("sourceIp").asText()).isEqualTo("127.0.0.1");
    assertThat(context.path("authorizer").isMissingNode()).isTrue();
  }

  @Test
  void theStagePrefixAndATrailingSlashLeadToTheSameResource() throws Exception {
    JsonNode event = json(send(request("/Prod/open/").GET()));

    assertThat(event.path("resource").asText()).isEqualTo("/open");
    assertThat(event.path("path").asText()).isEqualTo("/open/");
    assertThat(event.path("requestContext").path("path").asText()).isEqualTo("/Prod/open/");
  }

  @Test
  void pathParametersAreDecoded() throws Exception {
    JsonNode event = json(send(request("/items/a%20b").GET()));

    assertThat(event.path("resource").asText()).isEqualTo("/items/{id}");
    assertThat(event.path("pathParameters").path("id").asText()).isEqualTo("a b");
  }

  @Test
  void anAbsentBodyIsNullAndABinaryOneIsKept() throws Exception {
    byte[] bytes = {0, (byte) 0xff, 1};

    assertThat(json(send(request("/open").GET())).path("body").isNull()).isTrue();
    JsonNode event =
        json(send(request("/open").POST(HttpRequest.BodyPublishers.ofByteArray(bytes))));
    assertThat(Base64.getDecoder().decode(event.path("body").asText())).isEqualTo(bytes);
  }

  @Test
  void aBodyAboveTenMegabytesIsTooLarge() throws Exception {
    HttpResponse<byte[]> response =
        send(request("/open").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[11_000_000])));

    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void aBodyThatMakesTheEventLargerThanLambdaTakesIsTooLarge() throws Exception {
    HttpResponse<byte[]> response =
        send(request("/open").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5_000_000])));

    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void headHasNoBody() throws Exception {
    HttpResponse<byte[]> response =
        send(request("/open").method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void anUnknownPathOrMethodIsAnsweredByTheGateway() throws Exception {
    assertThat(text(send(request("/nowhere").GET()))).isEqualTo("{\"code\":\"NOT_FOUND\"}");
    HttpResponse<byte[]> response =
        send(request("/open").method("PROPFIND", HttpRequest.BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(send(request("/items/1").DELETE()).statusCode()).isEqualTo(404);
  }

  @Test
  void theAuthorizersContextReachesTheFunction() throws Exception {
    JsonNode authorizer =
        json(send(request("/closed").header("X-Door", "open").GET()))
            .path("requestContext")
            .path("authorizer");

    assertThat(authorizer.path("principalId").asText()).isEqualTo("ada");
    assertThat(authorizer.path("level").isTextual()).isTrue();
    assertThat(authorizer.path("staff").asText()).isEqualTo("true");
  }

  @Test
  void aRefusalIsAnsweredAsTheTemplateSays() throws Exception {
    HttpResponse<byte[]> denied = send(request("/closed").header("X-Ask", "please").GET());

    assertThat(denied.statusCode()).isEqualTo(401);
    assertThat(text(denied)).isEqualTo("{\"error\":\"closed\"}");
    assertThat(denied.headers().firstValue("X-Asked")).hasValue("please");
    assertThat(denied.headers().firstValue("X-Absent")).isEmpty();
    assertThat(send(request("/closed").header("X-Door", "unauthorized").GET()).statusCode())
        .isEqualTo(401);
    for (String failure : List.of("throw", "exit", "garbage")) {
      assertThat(send(request("/closed").header("X-Door", failure).GET()).statusCode())
          .as(failure)
          .isEqualTo(500);
    }
  }

  @Test
  void aFailingFunctionIs502AndTheNextCallWorks() throws Exception {
    for (String trouble : List.of("throw", "exit", "garbage", "hang")) {
      HttpResponse<byte[]> response = send(request("/trouble/" + trouble).GET());
      assertThat(response.statusCode()).as(trouble).isEqualTo(502);
      assertThat(text(response)).contains("\"code\":\"INTERNAL\",\"requestId\":\"");
    }
    assertThat(text(send(request("/trouble/none").GET()))).isEqualTo("fine");
    assertThat(LINES).anyMatch(line -> line.contains("Task timed out after 2.00 seconds"));
    assertThat(LINES).anyMatch(line -> line.startsWith("[TroubleFunction]"));
  }

  @Test
  void anAnswerWithoutContentWorks() throws Exception {
    assertThat(send(request("/trouble/empty").GET()).statusCode()).isEqualTo(204);
  }

  @Test
  void callsRunSideBySideInSeveralEnvironments() {
    List<CompletableFuture<HttpResponse<byte[]>>> calls =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    CLIENT.sendAsync(
                        request("/trouble/slow").GET().build(),
                        HttpResponse.BodyHandlers.ofByteArray()))
            .toList();
    Set<String> processes = new HashSet<>();
    for (CompletableFuture<HttpResponse<byte[]>> call : calls) {
      assertThat(call.join().statusCode()).isEqualTo(200);
      processes.add(text(call.join()));
    }

    assertThat(processes).hasSizeGreaterThan(1);
  }

  @Test
  void anEnvironmentIsUsedAgain() throws Exception {
    String first = process();

    assertThat(process()).isEqualTo(first);
  }

  private static String process() throws Exception {
    return send(request("/open").GET()).headers().firstValue("X-Process").orElseThrow();
  }

  @Test
  void aStreamBatchIsTriedAgainAndAHopelessOneGivenUp() {
    put("MAIL#twice");
    put("MAIL#never");
    put("OTHER#1");
    put("MAIL#fine");

    await(
        () ->
            LINES.stream().anyMatch(line -> line.contains("MAIL#fine") && line.endsWith("passes")));
    await(
        () ->
            LINES.stream()
                .anyMatch(line -> line.contains("MAIL#twice") && line.endsWith("passes")));
    await(() -> !stack.deadLetters().isEmpty());
    assertThat(LINES).noneMatch(line -> line.contains("OTHER#1"));
    DeadLetter letter = stack.deadLetters().getFirst();
    assertThat(letter.function()).isEqualTo("StreamFunction");
    assertThat(letter.reason()).isEqualTo("RetryAttemptsExhausted");
  }

  @Test
  void aPolicyIsEnforcedAndTheActionsAreRemembered() {
    String table = stack.dynamoDb().tableName("FixtureTable");
    String item = "{\"TableName\":\"%s\",\"Item\":{\"pk\":{\"S\":\"A\"}}}".formatted(table);
    String key = "{\"TableName\":\"%s\",\"Key\":{\"pk\":{\"S\":\"A\"}}}".formatted(table);

    assertThat(call("DynamoDB_20120810.PutItem", "/", item).path("status").asInt()).isEqualTo(200);
    JsonNode refused = call("DynamoDB_20120810.GetItem", "/", key);
    assertThat(refused.path("status").asInt()).isEqualTo(400);
    assertThat(refused.path("body").asText())
        .contains("AccessDeniedException", "is not authorized to perform: dynamodb:GetItem");
    assertThat(stack.usedActions("store")).contains("dynamodb:PutItem", "dynamodb:GetItem");
  }

  @Test
  void aTableThatFailsOnPurposeFails() {
    String list = "{}";
    stack
        .dynamoDb()
        .fail(
            call ->
                call.function().equals("StoreFunction") && call.operation().equals("ListTables")
                    ? Optional.of(Fault.error("ThrottlingException", "slow down"))
                    : Optional.empty());
    try {
      assertThat(call("DynamoDB_20120810.ListTables", "/", list).path("body").asText())
          .contains("ThrottlingException");
      stack.dynamoDb().fail(call -> Optional.of(Fault.refuse()));
      InvocationResult refused =
          stack.invoke("StoreFunction", event("DynamoDB_20120810.ListTables", "/", list));
      assertThat(refused.isError()).isTrue();
    } finally {
      stack.dynamoDb().recover();
    }
  }

  @Test
  void aTableThatWasStoppedIsReadAgainOnceStarted() {
    String put =
        "{\"TableName\":\"%s\",\"Item\":{\"pk\":{\"S\":\"A\"}}}"
            .formatted(stack.dynamoDb().tableName("FixtureTable"));
    stack.dynamoDb().stop();
    InvocationResult unreachable =
        stack.invoke("StoreFunction", event("DynamoDB_20120810.PutItem", "/", put));
    stack.dynamoDb().start();

    assertThat(unreachable.isError()).isTrue();
    put("MAIL#later");
    await(() -> LINES.stream().anyMatch(line -> line.contains("MAIL#later")));
  }

  @Test
  void redisComesBackOnTheSamePort() {
    String before = stack.redis().url();
    stack.redis().stop();
    stack.redis().start();

    assertThat(stack.redis().url()).isEqualTo(before);
  }

  @Test
  void aMailArrivesOnlyFromTheAllowedSender() throws Exception {
    String mail =
        """
        {"FromEmailAddress":"%s","Destination":{"ToAddresses":["ada@example.com"]},
        "Content":{"Simple":{"Subject":{"Data":"Hello <b>"},"Body":{"Text":{"Data":"Your code"},
        "Html":{"Data":"<p>Your code</p>"}}}}}""";
    String path = "/v2/email/outbound-emails";

    assertThat(call("none", path, mail.formatted("no-reply@example.com")).path("status").asInt())
        .isEqualTo(200);
    assertThat(call("none", path, mail.formatted("other@example.com")).path("status").asInt())
        .isEqualTo(403);
    JsonNode withSet =
        call(
            "none",
            path,
            mail.formatted("no-reply@example.com")
                .replaceFirst("\\{", "{\"ConfigurationSetName\":\"other\","));
    assertThat(withSet.path("status").asInt()).isEqualTo(403);
    assertThat(withSet.path("body").asText()).contains("configuration-set/other");
    stack.mailbox().failWith(429, "TooManyRequestsException", "slow down");
    assertThat(call("none", path, mail.formatted("no-reply@example.com")).path("status").asInt())
        .isEqualTo(429);
    stack.mailbox().recover();
    assertThat(text(send(request("/_local/mail").header("Accept", "*/*").GET())))
        .isEqualTo(
            "[{\"to\":\"ada@example.com\",\"subject\":\"Hello <b>\",\"body\":\"Your code\"}]");
    assertThat(text(send(request("/_local/mail").header("Accept", "text/html").GET())))
        .contains("Hello &lt;b&gt;")
        .doesNotContain("<p>Your code</p>");
    assertThat(send(request("/_local/mail").DELETE()).statusCode()).isEqualTo(204);
    assertThat(stack.mailbox().messages()).isEmpty();
  }

  @Test
  void anEventArrivesAtTheBusOfTheTemplateAndIsShown() throws Exception {
    String entry =
        """
        {"Entries":[{"EventBusName":"%s","Source":"test","DetailType":"a <b>","Detail":"{}"}]}""";
    String target = "AWSEvents.PutEvents";

    assertThat(call(target, "/", entry.formatted("accounts-fixture")).path("status").asInt())
        .isEqualTo(200);
    JsonNode refused = call(target, "/", entry.formatted("default"));
    assertThat(refused.path("body").asText())
        .contains("AccessDeniedException", "event-bus/default");
    JsonNode events =
        Json.parse(send(request("/_local/events").header("Accept", "*/*").GET()).body())
            .orElseThrow();
    assertThat(events).hasSize(1);
    assertThat(events.path(0).path("detail-type").asText()).isEqualTo("a <b>");
    assertThat(text(send(request("/_local/events").header("Accept", "text/html").GET())))
        .contains("a &lt;b&gt;", "accounts-fixture");
    assertThat(text(send(request("/_local/").GET()))).contains("/_local/events");
    assertThat(send(request("/_local/events").DELETE()).statusCode()).isEqualTo(204);
    assertThat(stack.eventBuses().events()).isEmpty();
  }

  @Test
  void aFunctionCallsAnotherAsItsPolicySays() {
    String event = "{\"pathParameters\":{\"kind\":\"%s\"}}";
    String path = "/2015-03-31/functions/%s/invocations";
    String named = path.formatted("accounts-named");

    assertThat(call("none", named, event.formatted("none")).path("body").asText()).contains("fine");
    assertThat(call("none", named, event.formatted("throw")).path("body").asText())
        .contains("thrown on purpose");
    assertThat(
            call("none", path.formatted("TroubleFunction"), event.formatted("none"))
                .path("status")
                .asInt())
        .isEqualTo(403);
    assertThat(stack.usedActions("store")).contains("lambda:InvokeFunction");
  }

  private static JsonNode call(String target, String path, String body) {
    InvocationResult result = stack.invoke("StoreFunction", event(target, path, body));
    assertThat(result.isError()).as(result.text()).isFalse();
    return Json.parse(result.payload()).orElseThrow();
  }

  private static String event(String target, String path, String body) {
    ObjectNode event = Json.object();
    event.put("target", target);
    event.put("path", path);
    event.put("body", body);
    return event.toString();
  }

  private static void put(String key) {
    stack
        .dynamoDb()
        .client()
        .putItem(
            r ->
                r.tableName(stack.dynamoDb().tableName("FixtureTable"))
                    .item(Map.of("pk", AttributeValue.fromS(key))));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(stack.url() + path));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(201);
    return Json.parse(response.body()).orElseThrow();
  }

  private static void await(BooleanSupplier condition) {
    long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain; log: %s", LINES).isLessThan(limit);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
