package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.AdminCommand.Run;
import accounts.e2e.Client.Answer;
import accounts.local.LocalStack;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators do by their command, and what members meet then. */
@ExtendWith(StackExtension.class)
class OperatorsIT {
  private static final String ADA = "arn:aws:iam::123456789012:user/ada";
  private static final String BERT = "arn:aws:iam::123456789012:user/bert";

  private final LocalStack stack;
  private final Client client;
  private final AdminCommand ada;
  private final AdminCommand bert;

  OperatorsIT(LocalStack stack) {
    this.stack = stack;
    this.client = new Client(stack);
    this.ada = new AdminCommand(stack, "ada");
    this.bert = new AdminCommand(stack, "bert");
  }

  private String id(String email) {
    return ada.json("find", email).path("member").path("id").asText();
  }

  private JsonNode audit(String id) {
    return ada.json("audit", "--member", id).path("entries");
  }

  @Test
  void find_findsByEmailNicknameAndId() {
    String name = unique("m");
    String email = name + "@example.com";
    client.signup(email, name);
    String id = id(email);

    for (String member : List.of(email.toUpperCase(java.util.Locale.ROOT), name, id)) {
      assertThat(ada.run("find", member).ok())
          .contains(id)
          .contains(email)
          .contains(name)
          .contains("PENDING");
    }
    Run nobody = ada.run("find", unique("nobody"));
    assertThat(nobody.code()).isEqualTo(1);
    assertThat(nobody.err()).isEqualTo("There is no such member.\n");
  }

  @Test
  void list_givesEveryMemberOncePageByPage() {
    List<String> emails = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String name = unique("l");
      client.signup(name + "@example.com", name);
      emails.add(name + "@example.com");
    }

    Run page = ada.run("list", "--limit", "2");
    assertThat(page.ok().lines()).hasSize(3);
    assertThat(page.err()).startsWith("There are more: --next ");
    String all = ada.run("list", "--limit", "2", "--all").ok();

    for (String email : emails) {
      assertThat(all.split(Pattern.quote(email), -1)).as(email).hasSize(2);
    }
    assertThat(all).doesNotContain("$2a$");
  }

  @Test
  void show_showsSessionsAndNoSecret() {
    String email = client.activeMember();
    client.login(email, PASSWORD);

    JsonNode shown = ada.json("show", email);
    assertThat(shown.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(shown.path("sessions")).hasSize(1);
    assertThat(shown.path("mails").path(0).path("kind").asText()).isEqualTo("VERIFY_EMAIL");
    String text = ada.run("show", email).ok();
    assertThat(text)
        .contains(email)
        .contains("ACTIVE")
        .contains(shown.path("sessions").path(0).path("id").asText())
        .contains("VERIFY_EMAIL  SENT");
    assertThat(shown + text).doesNotContain("$2a$").doesNotContain("passwordHash");
  }

  @Test
  void disabledMember_isRefusedEverywhereUntilEnabled() {
    String email = client.activeMember();
    Answer login = client.login(email, PASSWORD);
    String id = id(email);
    Instant before = Instant.now().minusSeconds(1);

    assertThat(ada.run("disable", email, "--reason", "ticket 4711").ok())
        .isEqualTo("Disabled " + id + ".\n");

    assertThat(client.refresh(login.cookie("refresh_token")).status()).isEqualTo(401);
    Answer refused = client.login(email, PASSWORD);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("MEMBER_NOT_ACTIVE");
    assertThat(client.resend(email, PASSWORD).code()).isEqualTo("MEMBER_NOT_ACTIVE");
    assertThat(client.signup(email, unique("other")).status()).isEqualTo(409);
    assertThat(ada.json("show", email).path("sessions")).isEmpty();
    assertThat(bert.run("disable", email).ok()).startsWith("Nothing to do");
    Run verification = bert.run("send-verification", email);
    assertThat(verification.code()).isEqualTo(1);
    assertThat(verification.err()).startsWith("MEMBER_NOT_ACTIVE: ");

    assertThat(bert.run("enable", id).ok()).isEqualTo("Enabled " + id + ".\n");
    assertThat(client.login(email, PASSWORD).status()).isEqualTo(200);

    JsonNode entries = audit(id);
    assertThat(entries).hasSize(2);
    assertThat(entries.path(0).path("act").asText()).isEqualTo("member.enabled");
    assertThat(entries.path(0).path("principal").asText()).isEqualTo(BERT);
    assertThat(entries.path(0).has("reason")).isFalse();
    assertThat(entries.path(1).path("act").asText()).isEqualTo("member.disabled");
    assertThat(entries.path(1).path("principal").asText()).isEqualTo(ADA);
    assertThat(entries.path(1).path("reason").asText()).isEqualTo("ticket 4711");
    assertThat(Instant.parse(entries.path(1).path("at").asText())).isBetween(before, Instant.now());
  }

  @Test
  void lockedMember_logsInAfterTheUnlock() {
    String email = client.activeMember();
    for (int i = 0; i < 8; i++) {
      client.login(email, "not the password at all");
    }
    assertThat(ada.json("show", email).path("lock").path("failures").asInt()).isPositive();

    assertThat(ada.run("unlock", email).ok()).startsWith("Unlocked ");

    assertThat(client.login(email, PASSWORD).status()).isEqualTo(200);
    assertThat(ada.run("unlock", email).ok()).startsWith("Nothing to do");
    assertThat(audit(id(email)).path(0).path("act").asText()).isEqualTo("member.unlocked");
  }

  @Test
  void endSessions_endsAll() {
    String email = client.activeMember();
    String first = client.login(email, PASSWORD).cookie("refresh_token");
    String second = client.login(email, PASSWORD).cookie("refresh_token");

    ada.run("end-sessions", email).ok();

    assertThat(client.refresh(first).status()).isEqualTo(401);
    assertThat(client.refresh(second).status()).isEqualTo(401);
    assertThat(client.login(email, PASSWORD).status()).isEqualTo(200);
    assertThat(audit(id(email)).path(0).path("act").asText()).isEqualTo("member.sessions-ended");
  }

  @Test
  void sendVerification_mailsACodeThatVerifies() {
    String name = unique("v");
    String email = name + "@example.com";
    client.signup(email, name);
    String old = client.code(email, 1);

    ada.run("send-verification", email, "--reason", "asked on the phone").ok();

    assertThat(client.verify(email, old).status()).isEqualTo(400);
    assertThat(client.verify(email, client.code(email, 2)).status()).isEqualTo(200);
    JsonNode entry = audit(id(email)).path(0);
    assertThat(entry.path("act").asText()).isEqualTo("member.verification-sent");
    assertThat(entry.path("principal").asText()).isEqualTo(ADA);
    assertThat(entry.path("reason").asText()).isEqualTo("asked on the phone");
  }

  @Test
  void delete_asksFirst_andLeavesTheRecordOfIt() {
    String email = client.activeMember();
    String id = id(email);

    for (String no : List.of("", "n\n", "delete\n")) {
      Run asked = ada.answering(no, "delete", email);
      assertThat(asked.code()).isEqualTo(1);
      assertThat(asked.err()).contains("Delete " + id + " (" + email).contains("[y/N]");
    }
    assertThat(client.login(email, PASSWORD).status()).isEqualTo(200);

    assertThat(ada.answering("y\n", "delete", email, "--reason", "by letter").ok())
        .isEqualTo("Deleted " + id + ".\n");

    assertThat(client.login(email, PASSWORD).status()).isEqualTo(404);
    Run gone = ada.run("delete", id, "--yes");
    assertThat(gone.code()).isEqualTo(1);
    assertThat(gone.err()).isEqualTo("MEMBER_NOT_FOUND: There is no such member.\n");
    assertThat(audit(id)).hasSize(1);
    assertThat(audit(id).path(0).path("act").asText()).isEqualTo("member.deleted");
    assertThat(client.mail(email, 2)).doesNotContain(id);
  }

  @Test
  void twoOperatorsAtOnce_makeTheChangeOnce() throws Exception {
    String email = client.activeMember();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Callable<Run>> both =
          List.of(
              () -> ada.run("disable", email, "--json"),
              () -> bert.run("disable", email, "--json"));
      for (Future<Run> run : threads.invokeAll(both)) {
        run.get().ok();
      }
    }

    JsonNode entries = audit(id(email));
    assertThat(entries).hasSize(1);
    assertThat(entries.path(0).path("principal").asText()).isIn(ADA, BERT);
    assertThat(client.login(email, PASSWORD).code()).isEqualTo("MEMBER_NOT_ACTIVE");
  }

  @Test
  void audit_ofADayWithoutActs_isEmpty() {
    assertThat(ada.run("audit", "--day", "2020-02-29").ok().lines()).hasSize(1);
    assertThat(ada.run("audit", "--from", "2020-01-01", "--to", "2020-06-30", "--all").code())
        .isZero();
  }

  @Test
  void describe_tellsTheTableAndWhoCalls() {
    JsonNode description = ada.json("describe");

    assertThat(description.path("table").asText())
        .isEqualTo(stack.dynamoDb().tableName("AccountsTable"));
    assertThat(description.path("principal").asText()).isEqualTo(ADA);
  }

  /** Calls the function as somebody who may, without the command. */
  private HttpResponse<String> invoke(String payload) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(
                  URI.create(
                      stack.awsUrl() + "/2015-03-31/functions/accounts-accounts-admin/invocations"))
              .timeout(Duration.ofSeconds(60))
              .POST(HttpRequest.BodyPublishers.ofString(payload))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void hostileRequests_areRefusedAndNothingFails() throws Exception {
    String email = client.activeMember();
    String disable = "\"act\":\"disable\",\"email\":\"" + email + "\"";
    assertThat(invoke("{\"act\":").statusCode()).isEqualTo(400);
    for (String payload :
        List.of(
            "[]",
            "null",
            "\"disable\"",
            "1e400",
            "{}",
            "{\"act\":[\"disable\"]}",
            "{\"act\":{\"act\":\"disable\"}}",
            "{" + disable + ",\"reason\":\"" + "x".repeat(3_000_000) + "\"}",
            "{" + disable + ",\"reason\":{\"a\":" + "[".repeat(500) + "]".repeat(500) + "}}",
            "{" + disable + ",\"principal\":\"arn:aws:iam::123456789012:user/ada\"}")) {
      HttpResponse<String> response = invoke(payload);
      assertThat(response.headers().firstValue("X-Amz-Function-Error"))
          .as("%.60s: %s", payload, response.body())
          .isEmpty();
      assertThat(response.body()).as("%.60s", payload).contains("\"code\":\"INVALID_REQUEST\"");
    }
    for (String caller :
        List.of(
            "null",
            "\"ada\"",
            "[]",
            "{\"arn\":\"arn:aws:iam::123456789012:user/ada\"}",
            "{\"date\":\"20261123T120000Z\",\"authorization\":\"Bearer x\"}")) {
      assertThat(invoke("{" + disable + ",\"caller\":" + caller + "}").body())
          .contains("\"code\":\"NOT_IDENTIFIED\"");
    }
    assertThat(invoke("{" + disable + "}").body()).contains("\"code\":\"NOT_IDENTIFIED\"");
    assertThat(client.login(email, PASSWORD).status()).isEqualTo(200);
  }

  /** The commands of the documentation, as they stand there. */
  @Test
  void documentation_itsCommandsWork() throws IOException {
    String text = Files.readString(StackExtension.projectRoot().resolve("docs/operators.md"));
    Matcher block = Pattern.compile("## Try it\n.*?```sh\n(.*?)```", Pattern.DOTALL).matcher(text);
    assertThat(block.find()).isTrue();
    String email = client.activeMember();
    client.login(email, PASSWORD);

    List<String> commands = block.group(1).lines().toList();
    assertThat(commands).hasSizeGreaterThan(10);
    for (String command : commands) {
      List<String> words = new ArrayList<>();
      Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(command);
      while (word.find()) {
        words.add(word.group(1) == null ? word.group(2) : word.group(1));
      }
      assertThat(words.removeFirst()).isEqualTo("admin/run");
      int as = words.indexOf("--as");
      AdminCommand operator = as < 0 ? ada : new AdminCommand(stack, words.get(as + 1));
      if (as >= 0) {
        words.subList(as, as + 2).clear();
      }
      assertThat(words.remove("--local")).as(command).isTrue();
      words.replaceAll(w -> w.equals("ada@example.com") ? email : w);
      Run run = operator.run(words.toArray(String[]::new));
      assertThat(run.code()).as(command + "\n" + run).isZero();
    }
    assertThat(client.login(email, PASSWORD).status()).isEqualTo(404);
  }

  /** Every command is in the documentation's table. */
  @Test
  void documentation_namesEveryCommand() throws IOException {
    String text = Files.readString(StackExtension.projectRoot().resolve("docs/operators.md"));
    java.io.StringWriter help = new java.io.StringWriter();
    accounts.cli.Main.execute(
        new java.io.BufferedReader(java.io.Reader.nullReader()),
        new java.io.PrintWriter(help),
        new java.io.PrintWriter(help),
        "--help");
    List<String> names =
        Arrays.stream(help.toString().split("Commands:\n", -1)[1].split("\n", -1))
            .filter(line -> line.matches("  [a-z-]+ .*"))
            .map(line -> line.strip().split(" ", -1)[0])
            .toList();
    assertThat(names).hasSizeGreaterThan(10);
    for (String name : names) {
      assertThat(text).containsPattern("\\| `" + name + "( MEMBER)?` \\|");
    }
  }
}
