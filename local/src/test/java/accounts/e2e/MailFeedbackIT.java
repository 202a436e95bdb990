package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.e2e.StackExtension.RunningStack;
import accounts.language.Language;
import accounts.local.LocalStack;
import accounts.local.dynamodb.Fault;
import accounts.local.stream.DeadLetter;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.MailId;
import accounts.mail.OutboxMail;
import accounts.member.DynamoMemberStore;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberStore;
import accounts.member.MemberStore.Recording;
import accounts.member.Suppression;
import accounts.member.Suppression.Reason;
import accounts.metrics.EmfSpecification;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What becomes of mails that bounce or are complained of, and the metrics of all that. */
@ExtendWith(StackExtension.class)
class MailFeedbackIT {
  private final RunningStack running;
  private final LocalStack stack;
  private final Client client;

  MailFeedbackIT(RunningStack running) {
    this.running = running;
    this.stack = running.stack();
    this.client = new Client(stack);
  }

  @AfterEach
  void recover() {
    stack.dynamoDb().recover();
  }

  private DynamoTable table() {
    return new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));
  }

  private MemberStore members() {
    return new DynamoMemberStore(table(), Clock.systemUTC());
  }

  private Member member(String email) {
    return members().findByEmail(new Email(email)).orElseThrow();
  }

  private Suppression suppressed(String email) {
    return Eventually.get(
            () -> member(email).suppression(), Optional::isPresent, "the suppression of " + email)
        .orElseThrow();
  }

  private String simulator(String what) {
    return what + "+" + unique("x") + "@simulator.amazonses.com";
  }

  @ParameterizedTest
  @CsvSource({
    "bounce,BOUNCE,General",
    "suppressionlist,BOUNCE,Suppressed",
    "complaint,COMPLAINT,abuse"
  })
  void mailThatBouncesOrIsComplainedOf_isTheLastToItsRecipient(
      String what, Reason reason, String type) {
    String email = simulator(what);
    assertThat(client.signup(email, unique("s")).status()).isEqualTo(201);
    String code = client.code(email, 1);

    Suppression suppression = suppressed(email);
    assertThat(suppression.reason()).isEqualTo(reason);
    assertThat(suppression.type()).isEqualTo(type);
    Answer resend = client.resend(email, PASSWORD);
    assertThat(resend.status()).isEqualTo(409);
    assertThat(resend.code()).isEqualTo("EMAIL_UNDELIVERABLE");
    assertThat(client.resend(email, "wrong password").status()).isEqualTo(401);

    // The code is good still, and the member can log in.
    assertThat(client.verify(email, code).status()).isEqualTo(200);
    assertThat(client.login(email, PASSWORD).status()).isEqualTo(200);

    // A mail that was on its way already.
    OutboxMail late =
        OutboxMail.verificationCode(
            member(email).id().value(), "ABC123", email, Language.ENGLISH, Instant.now());
    new DynamoMailOutbox(table(), Clock.systemUTC()).add(late);
    Eventually.get(
        () -> Attributes.string(mailItem(late.id()), "state"),
        "SUPPRESSED"::equals,
        "the mail's state");
    assertThat(mailItem(late.id())).doesNotContainKey("parameters");
    assertThat(stack.mailbox().messagesTo(email)).hasSize(1);
  }

  private Map<String, AttributeValue> mailItem(MailId id) {
    return table().get(Attributes.key("MEMBER#" + id.member(), "MAIL#" + id.value())).orElseThrow();
  }

  @Test
  void mailThatBouncesForNow_isNotTheLast() {
    String email = simulator("ooto");
    client.signup(email, unique("s"));
    client.code(email, 1);

    assertThat(client.resend(email, PASSWORD).status()).isEqualTo(200);
    assertThat(client.verify(email, client.code(email, 2)).status()).isEqualTo(200);
    assertThat(member(email).suppression()).isEmpty();
  }

  @Test
  void bounceThatCannotBeRecorded_isGivenUpAndMayBeTakenOnceMore() {
    String email = simulator("bounce");
    stack
        .dynamoDb()
        .fail(
            call ->
                call.function().equals("MailFeedbackFunction")
                    ? Optional.of(Fault.error("ResourceNotFoundException", "no"))
                    : Optional.empty());
    client.signup(email, unique("s"));

    DeadLetter letter =
        Eventually.get(
                () ->
                    stack.deadLetters().stream().filter(l -> l.event().contains(email)).findFirst(),
                Optional::isPresent,
                "a dead letter about " + email)
            .orElseThrow();
    assertThat(letter.function()).isEqualTo("MailFeedbackFunction");
    assertThat(letter.destination()).endsWith(":accounts-MailFeedbackDeadLetterQueue");
    assertThat(member(email).suppression()).isEmpty();

    stack.dynamoDb().recover();
    assertThat(stack.invoke("mail-feedback", letter.event()).isError()).isFalse();
    assertThat(member(email).suppression()).isPresent();
  }

  /** With the very expressions that the owner is told to use. */
  @Test
  void suppression_canBeLiftedAsTheDocumentSays() throws IOException {
    String email = client.activeMember();
    Instant sent = Instant.now();
    Suppression bounce = new Suppression(Reason.BOUNCE, sent, "General");
    assertThat(members().suppress(new Email(email), bounce, sent)).isEqualTo(Recording.RECORDED);
    String document = Files.readString(StackExtension.projectRoot().resolve("docs/mail.md"));

    stack
        .dynamoDb()
        .client()
        .updateItem(
            u ->
                u.tableName(table().name())
                    .key(Attributes.key("MEMBER#" + member(email).id(), "PROFILE"))
                    .conditionExpression(option(document, "--condition-expression"))
                    .updateExpression(option(document, "--update-expression")));

    assertThat(client.resend(email, PASSWORD).status()).isEqualTo(200);
    client.code(email, 2);
    // The same event once more does not put it back, a later one does.
    assertThat(members().suppress(new Email(email), bounce, sent)).isEqualTo(Recording.KNOWN);
    assertThat(member(email).suppression()).isEmpty();
    Suppression later = new Suppression(Reason.BOUNCE, sent.plusSeconds(1), "General");
    assertThat(members().suppress(new Email(email), later, sent)).isEqualTo(Recording.RECORDED);
  }

  private static String option(String document, String name) {
    Matcher matcher =
        Pattern.compile("update-item .*" + Pattern.quote(name) + " '([^']+)'").matcher(document);
    assertThat(matcher.find()).as(name).isTrue();
    return matcher.group(1);
  }

  @Test
  void metrics_areLinesOfTheFormatAndHoldNoMember() {
    String email = simulator("bounce");
    client.signup(email, unique("s"));
    client.verify(email, client.code(email, 1));
    suppressed(email);
    Answer login = client.login(email, PASSWORD);
    client.login(email, "wrong password");
    client.refresh(login.cookie("refresh_token"));

    List<ObjectNode> lines =
        Eventually.get(
            this::metricLines,
            found ->
                List.of(
                        "SignUps",
                        "Verifications",
                        "Logins",
                        "Refreshes",
                        "MailsSent",
                        "MailBounces")
                    .stream()
                    .allMatch(name -> found.stream().anyMatch(line -> line.has(name))),
            "the metrics");

    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.path("Stack").asText()).isEqualTo("accounts");
              assertThat(line.toString()).doesNotContain("@");
            });
    assertThat(lines)
        .anyMatch(line -> line.path("Outcome").asText().equals("SUCCESS"))
        .anyMatch(line -> line.path("Outcome").asText().equals("WRONG_PASSWORD"));
  }

  private List<ObjectNode> metricLines() {
    return running.log().stream()
        .filter(line -> line.contains("\"_aws\""))
        .map(line -> EmfSpecification.check(line.substring(line.indexOf('{'))))
        .toList();
  }
}
